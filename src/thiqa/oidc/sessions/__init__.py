"""Sessions of citizens, and how services hear of their end."""
