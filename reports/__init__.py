"""Files and paper: a query becomes a Table, a Table becomes a sheet, a page or lines on the terminal."""
