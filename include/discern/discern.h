// Start here: train, score, report.
#pragma once

#include "discern/detector.h"
#include "discern/error.h"
#include "discern/records.h"
#include "discern/report.h"
#include "discern/synthetic.h"
#include "discern/train.h"
#include "discern/version.h"
