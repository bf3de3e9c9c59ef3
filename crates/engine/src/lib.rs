//! Compiles questionnaires and runs sessions.
