// Included by nearly every test without LibTorch.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cmake/harness_pch.h"
