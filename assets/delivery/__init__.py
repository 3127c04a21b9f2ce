"""What leaves for other systems: enrolments for the LMS and workbooks for managers.

`build.py` writes all of it, one module a format. The pages people read are in `assets.report`.
"""
