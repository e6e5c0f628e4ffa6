"""What a service asks: pushed, signed or plain, checked rule by rule against its purposes."""
