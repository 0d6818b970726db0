"""The analyst's workbench: the methods of the analysis library on the department's own calls and reported crimes."""
