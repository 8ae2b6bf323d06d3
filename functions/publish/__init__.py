"""At each deployment: the model that comes with the code goes into service where none is."""
