using System.Net;

using Amazon.S3;
using Amazon.S3.Model;

using Trestle.Core.Errors;
using Trestle.Storage.Blobs;

namespace Trestle.Storage.Tables.Remote;

/// <summary>
/// Objects of Amazon S3, or of a server that speaks its protocol. Large ones are fetched in parts, several at once. The SDK finds the
/// credentials: environment, profile, role of the machine.
/// </summary>
public sealed class S3Objects(ObjectPath path, string? endpoint, string? region) : IObjectStore
{
    private readonly Lazy<AmazonS3Client> client = new(
        () => new AmazonS3Client(S3Store.Configuration(new S3Place(path.Bucket, "", endpoint, region))));

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredObject>> ListAsync(CancellationToken cancellation) => UseAsync(async () =>
    {
        var (isMeant, found) = (path.Matcher(), new List<StoredObject>());
        var request = new ListObjectsV2Request { BucketName = path.Bucket, Prefix = path.Prefix };
        ListObjectsV2Response page;
        do
        {
            page = await client.Value.ListObjectsV2Async(request, cancellation).ConfigureAwait(false);
            found.AddRange((page.S3Objects ?? []).Where(item => isMeant(item.Key))
                .Select(item => new StoredObject(item.Key, item.ETag, item.Size ?? 0)));
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);

        return path.InOrder(found);
    });

    /// <inheritdoc/>
    public Task FetchAsync(StoredObject item, string file, CancellationToken cancellation) => UseAsync(async () =>
    {
        await ObjectParts.FetchAsync(path, item, file, async (from, length, stop) =>
        {
            var part = new GetObjectRequest
            {
                BucketName = path.Bucket,
                Key = item.Name,
                EtagToMatch = item.Tag,
                ByteRange = new ByteRange(from, from + length - 1),
            };
            return (await client.Value.GetObjectAsync(part, stop).ConfigureAwait(false)).ResponseStream;
        }, cancellation).ConfigureAwait(false);
        return true;
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        if (client.IsValueCreated)
        {
            client.Value.Dispose();
        }
    }

    private async Task<T> UseAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception e) when (Explain(e) is { } problem)
        {
            throw problem.Thrown(e);
        }
    }

    /// <summary>What a failure means to a person; null when it is not one of the store. Nothing of the credentials is repeated.</summary>
    private Problem? Explain(Exception exception) => exception switch
    {
        AmazonS3Exception { ErrorCode: "NoSuchBucket" } => Unusable("there is no such bucket", "correct the name of the bucket"),
        AmazonS3Exception { StatusCode: HttpStatusCode.PreconditionFailed } or AmazonS3Exception { ErrorCode: "NoSuchKey" } =>
            RemoteErrors.Changed($"{path}"),
        _ => S3Faults.Explain(
            exception, "list the bucket and to read its objects", "'endpoint' under source", "'region' under source")
            is (var why, var advice)
            ? Unusable(why, advice)
            : null,
    };

    private Problem Unusable(string reason, string advice) => RemoteErrors.Store($"{path}", reason, advice);
}
