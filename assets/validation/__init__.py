"""`ladder validate`: runs simulated centres through the shipped pipeline and writes the report.

What is measured, and what is promised, is `competency.validation`.
"""
