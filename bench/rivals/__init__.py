"""Other bots with a questionnaire of twenty questions, in an environment of their own (`requirements.txt`)."""
