# Builtins under names that `guardian.graph` does not take for its own.
package guardian.text

to_lower(text) := lower(text)
