"""The console: public bodies register and test their services, operators approve them."""
