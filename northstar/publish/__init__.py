"""Write, audit, publish: a build judges a private run directory, then one pointer flip shows it."""
