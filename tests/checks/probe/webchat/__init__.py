"""The probe of the web chat over Socket.IO."""
