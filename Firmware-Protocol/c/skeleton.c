#include "tonus_protocol.h"
