//! The questionnaire document: reading, checking, writing, identity.
