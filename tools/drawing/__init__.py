"""How a BPMN file becomes a drawing: read, place on a grid, route, label, write."""
