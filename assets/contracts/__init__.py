"""Row contracts of the export tables: what a row must look like, as typed models.

One module a system (`crm`, `qa`, `lms`) holds the rows, `values` how a text becomes a value,
`markers` what a field says beyond its type, `table` the reading of a model into columns,
`catalogue` the list of tables.
`assets.landing` generates its SQL from these models; nothing about a column is written down twice.
"""
