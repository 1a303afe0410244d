using System.Net;

using Amazon.Runtime;
using Amazon.S3;

namespace Trestle.Storage.Blobs;

/// <summary>What failures of S3 mean to people, whatever it is used for. Nothing of the credentials is repeated.</summary>
internal static class S3Faults
{
    /// <summary>The reason and what to do; null for what is not a failure of the store.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="access">What the credentials have to allow.</param>
    /// <param name="endpoint">The setting of the endpoint, as it is named to people.</param>
    /// <param name="region">The setting of the region.</param>
    public static (string Reason, string Advice)? Explain(Exception exception, string access, string endpoint, string region) =>
        exception switch
        {
            AmazonS3Exception { ErrorCode: "InvalidAccessKeyId" or "SignatureDoesNotMatch" } =>
                ("it rejects the credentials", "correct the credentials of the environment or the profile"),
            AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } =>
                ("it refuses access", $"allow these credentials to {access}"),
            AmazonServiceException { StatusCode: not 0 } said =>
                ($"it answers {(int)said.StatusCode} {said.ErrorCode}", "see the server's log"),
            AmazonServiceException or HttpRequestException or WebException =>
                ("it cannot be reached", $"start the server, or correct {endpoint}"),
            _ when Unanswered.Is(exception) => ("it does not answer", $"start the server, or correct {endpoint}"),
            AmazonClientException => (
                "the SDK finds no credentials or no region",
                $"set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile; set {region}"),
            _ => null,
        };
}
