"""An analyst's desk in JupyterLab: copies of the notebooks, a chooser of their subjects, a form for one figure."""
