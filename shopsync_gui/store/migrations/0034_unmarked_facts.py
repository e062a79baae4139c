"""Knowledge of a team from before its facts said of which shop and account they are known."""

from typing import Any

MARKED = "'" + "[0-9a-f]" * 8 + "/[0-9]* *'"


def up(migrator: Any, db: Any) -> None:
    """Delete it: nobody goes by it any more, and the team's database holds it no more either."""
    db.execute_sql(
        "DELETE FROM team_fact WHERE kind IN ('product', 'category', 'echo')"
        f" AND key NOT GLOB {MARKED}"
    )
