"""Calls dbt on Spark and writes the views it has made as Parquet: run by the Python of build/spark.

    python spark_build.py FOLDER build --target spark --select staging intermediate

Views live as long as the session's catalogue; tables are Parquet already.
"""

import sys


def main(folder: str, arguments: list[str]) -> bool:
    """Run dbt; then each view of the two schemas goes to FOLDER/<view>.

    Args:
        folder: receives a folder of Parquet for each view.
        arguments: of dbt.
    """
    from dbt.cli.main import dbtRunner
    from pyspark.sql import SparkSession  # is only there

    if not dbtRunner().invoke(arguments).success:
        return False
    session = SparkSession.builder.getOrCreate()
    for schema in ("staging", "intermediate"):
        for view in session.sql(f"show views in {schema}").collect():
            rows = session.table(f"{schema}.{view.viewName}")
            rows.write.mode("overwrite").parquet(f"{folder}/{view.viewName}")
    return True


if __name__ == "__main__":
    sys.exit(not main(sys.argv[1], sys.argv[2:]))
