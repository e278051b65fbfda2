"""Parts of the NLU pipeline that Rasa does not bring."""
