// What nearly every test without LibTorch includes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cmake/harness_pch.h"
