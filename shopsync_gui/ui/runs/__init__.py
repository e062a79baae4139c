"""The page Szinkron előzmények: the runs and the receipt of each."""
