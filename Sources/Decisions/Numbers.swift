import Status

// Numbers as all reasons show them.

func share(_ value: Double) -> String { decimal(value, 2) }

func percent(_ share: Double) -> String { decimal(100 * share, 2) + " %" }
