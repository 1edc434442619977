// The face plugin: where the face is, its points, its pose, the outline of the head; one face, all of it in
// the photo.
#include "detect.h"
#include "eyes.h"
#include "in_frame.h"
#include "mesh.h"
#include "outline.h"
#include "points.h"
#include "pose.h"
#include "single.h"

namespace face = certphoto::face;

CERTPHOTO_PLUGIN("certphoto.face", "1.0.0", "certphoto", "Apache-2.0", face::FaceDetect, face::FaceMesh,
                 face::FaceEyes, face::FacePoints, face::FacePose, face::HeadOutlineOp, face::FaceSingle,
                 face::HeadInFrame)
