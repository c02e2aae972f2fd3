// Filled by the room's own tests.
