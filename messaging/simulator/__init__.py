"""The bundled phone: a stand-in for the provider, and the phones behind it."""
