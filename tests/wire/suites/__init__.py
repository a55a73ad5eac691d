"""What Socket.IO's own suites say of a server, told of Node's server and of vfmock alike."""
