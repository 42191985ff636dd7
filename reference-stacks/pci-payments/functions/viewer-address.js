// A CloudFront function (cloudfront-js-2.0) for viewer requests. It tells the load balancer's web ACL who is asking, and
// overwrites what a viewer may have put there: X-Forwarded-For begins with whatever the viewer claims.
function handler(event) {
    var request = event.request;
    request.headers["true-client-ip"] = { value: event.viewer.ip };
    return request;
}
