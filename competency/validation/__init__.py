"""What `ladder validate` measures: figures against known truth, their baseline and tolerances.

Running the centres and writing the report is `assets.validation`.
"""
