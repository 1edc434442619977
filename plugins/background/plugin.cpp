// The background plugin: where the person is, cut out, put before another colour, and what the wall was like.
#include "check_ops.h"
#include "matte_op.h"
#include "recolour_op.h"
#include "segment_op.h"
#include "small_op.h"
#include "whole_check.h"

CERTPHOTO_PLUGIN("certphoto.background", "1.0.0", "certphoto", "Apache-2.0", background::Small,
                 background::Segment, background::Matte, background::Recolour, background::Cutout,
                 background::Survey, background::UniformCheck, background::SceneCheck,
                 background::ShadowCheck, background::GroundCheck, background::WholeCheck)
