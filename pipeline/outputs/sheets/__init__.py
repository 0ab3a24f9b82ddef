"""The sheets of the workbook, in the order in which they stand there."""
