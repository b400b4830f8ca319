"""The door to YAML: `dialogs/` as a form, answers files, the check and the drawing of the form."""
