"""Names of the dtypes of frames that leave the library; see `frames`."""

TEXT, INT, NUM, DATE, FLAG = "string", "Int64", "float64", "datetime64[us]", "boolean"
