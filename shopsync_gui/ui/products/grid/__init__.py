"""The list of products as a table and as a gallery: columns, layout, painting, menus of rows."""
