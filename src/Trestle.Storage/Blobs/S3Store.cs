using System.Net;

using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Transfer;

using Trestle.Core.Artifacts;
using Trestle.Core.Errors;

namespace Trestle.Storage.Blobs;

/// <summary>Where an S3 store is. Credentials are not part of it: the SDK finds them (environment, profile, role of the machine).</summary>
/// <param name="Bucket">The bucket, which must exist.</param>
/// <param name="Prefix">Begin of the keys; empty for the whole bucket.</param>
/// <param name="Endpoint">A server other than AWS, which then gets the bucket in the path; null for AWS.</param>
/// <param name="Region">The region; null to let the SDK find it, or for a server that has none.</param>
public sealed record S3Place(string Bucket, string Prefix, string? Endpoint, string? Region);

/// <summary>
/// A bucket of Amazon S3, or of a server that speaks its protocol. Nothing is sent that older servers do not know: content is checked by
/// its own hash. Large content is sent in parts, which appear together.
/// </summary>
public sealed class S3Store(S3Place place) : ISharedStore, IDisposable
{
    private const string DefaultRegion = "us-east-1";
    private const int Retries = 3;
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(5);

    private readonly Lazy<AmazonS3Client> client = new(() => new AmazonS3Client(Configuration(place)));
    private volatile bool bucketIsThere;

    /// <inheritdoc/>
    public string Name { get; } = $"s3://{place.Bucket}/{place.Prefix}{(place.Endpoint is null ? "" : $" at {place.Endpoint}")}";

    /// <inheritdoc/>
    public Task<bool> HasAsync(ContentHash hash, CancellationToken cancellation) => UseAsync(async () =>
    {
        try
        {
            await client.Value.GetObjectMetadataAsync(place.Bucket, KeyOf(hash), cancellation).ConfigureAwait(false);
            return true;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            await RequireBucketAsync(cancellation).ConfigureAwait(false);
            return false;
        }
    });

    /// <inheritdoc/>
    public Task SendAsync(ContentHash hash, string file, CancellationToken cancellation) => UseAsync(async () =>
    {
        using var transfer = new TransferUtility(client.Value);
        await transfer.UploadAsync(file, place.Bucket, KeyOf(hash), cancellation).ConfigureAwait(false);
        return true;
    });

    /// <inheritdoc/>
    public Task<bool> FetchAsync(ContentHash hash, string file, CancellationToken cancellation) => UseAsync(async () =>
    {
        try
        {
            using var answer = await client.Value.GetObjectAsync(place.Bucket, KeyOf(hash), cancellation).ConfigureAwait(false);
            await answer.WriteResponseStreamToFileAsync(file, append: false, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (AmazonS3Exception e) when (e.ErrorCode is "NoSuchKey")
        {
            return false;
        }
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        if (client.IsValueCreated)
        {
            client.Value.Dispose();
        }
    }

    /// <summary>How the client finds and treats a server.</summary>
    internal static AmazonS3Config Configuration(S3Place place)
    {
        var made = new AmazonS3Config
        {
            MaxErrorRetry = Retries,
            ConnectTimeout = ConnectLimit,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (place.Endpoint is { } endpoint)
        {
            (made.ServiceURL, made.ForcePathStyle, made.AuthenticationRegion) = (endpoint, true, place.Region ?? DefaultRegion);
        }
        else if (place.Region is { } region)
        {
            made.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        return made;
    }

    /// <summary>A missing bucket must not look like an empty one; the answer about an object does not tell them apart.</summary>
    private async Task RequireBucketAsync(CancellationToken cancellation)
    {
        if (bucketIsThere)
        {
            return;
        }

        try
        {
            await client.Value.HeadBucketAsync(new HeadBucketRequest { BucketName = place.Bucket }, cancellation).ConfigureAwait(false);
            bucketIsThere = true;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            throw NoBucket().Thrown(e);
        }
    }

    private string KeyOf(ContentHash hash)
    {
        var key = $"{hash.ToString()[..2]}/{hash.ToString()[2..]}";
        return place.Prefix.Length > 0 ? $"{place.Prefix}/{key}" : key;
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
        AmazonS3Exception { ErrorCode: "NoSuchBucket" } => NoBucket(),
        _ => S3Faults.Explain(
            exception, "read, list and write objects of the bucket", "store.endpoint", "store.region") is (var why, var advice)
            ? Unusable(why, advice)
            : null,
    };

    private Problem NoBucket() => Unusable("there is no such bucket", "make the bucket, or correct store.path");

    private Problem Unusable(string reason, string advice) => StorageErrors.SharedUnusable(Name, reason, advice);
}
