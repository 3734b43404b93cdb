"""A form-js schema as an accessible HTML form, and the posted form as answers."""
