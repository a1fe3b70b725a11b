"""How a patient's nodes make the patient's prediction."""
