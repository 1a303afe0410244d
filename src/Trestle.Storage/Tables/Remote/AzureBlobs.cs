using Azure;
using Azure.Core;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Storage.Blobs;

namespace Trestle.Storage.Tables.Remote;

/// <summary>How one gets into Azure's stores. Each is a secret, and comes from the environment.</summary>
/// <param name="Connection">AZURE_STORAGE_CONNECTION_STRING.</param>
/// <param name="Signature">AZURE_STORAGE_SAS_TOKEN: a shared access signature.</param>
/// <param name="Key">AZURE_STORAGE_KEY: the key of the account.</param>
public sealed record AzureAccess(Secret? Connection, Secret? Signature, Secret? Key)
{
    /// <summary>What the environment holds; without any of it a container has to be public.</summary>
    public static AzureAccess Of(Func<string, string?> environment)
    {
        Secret? Find(string name) => environment(name) is { Length: > 0 } value ? new Secret(name, value) : null;
        return new AzureAccess(
            Find("AZURE_STORAGE_CONNECTION_STRING"), Find("AZURE_STORAGE_SAS_TOKEN"), Find("AZURE_STORAGE_KEY"));
    }

    /// <inheritdoc/>
    public override string ToString() => nameof(AzureAccess);
}

/// <summary>
/// Blobs of Azure, or of a server that speaks its protocol. Large ones are fetched in parts, several at once; the SDK asks again what may
/// pass.
/// </summary>
/// <param name="path">The blobs; its bucket is ACCOUNT/CONTAINER.</param>
/// <param name="endpoint">The blob service of the account; null for that of Azure's public cloud.</param>
/// <param name="access">How one gets in.</param>
/// <param name="pause">The first pause before the server is asked again; later ones grow.</param>
public sealed class AzureBlobs(ObjectPath path, Uri? endpoint, AzureAccess access, TimeSpan pause) : IObjectStore
{
    private const int Retries = 4;
    private const string Variables =
        "set AZURE_STORAGE_CONNECTION_STRING, AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN to what belongs to the account";

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    private readonly Lazy<BlobContainerClient> client = new(() => Client(path, endpoint, access, pause));

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredObject>> ListAsync(CancellationToken cancellation) => UseAsync(async () =>
    {
        var (isMeant, found) = (path.Matcher(), new List<StoredObject>());
        var options = new GetBlobsOptions { Prefix = path.Prefix, ResponseFormat = StorageResponseFormat.Xml };
        await foreach (var item in client.Value.GetBlobsAsync(options, cancellation).ConfigureAwait(false))
        {
            if (isMeant(item.Name))
            {
                // With the quotes that If-Match needs and a list has not.
                var tag = item.Properties.ETag?.ToString("H") ?? "";
                found.Add(new StoredObject(item.Name, tag, item.Properties.ContentLength ?? 0));
            }
        }

        return path.InOrder(found);
    });

    /// <inheritdoc/>
    public Task FetchAsync(StoredObject item, string file, CancellationToken cancellation) => UseAsync(async () =>
    {
        var blob = client.Value.GetBlobClient(item.Name);
        await ObjectParts.FetchAsync(path, item, file, async (from, length, stop) =>
        {
            var options = new BlobDownloadOptions
            {
                Range = new HttpRange(from, length),
                Conditions = new BlobRequestConditions { IfMatch = new ETag(item.Tag) },
            };
            var answer = await blob.DownloadStreamingAsync(options, stop).ConfigureAwait(false);
            return answer.Value.Content;
        }, cancellation).ConfigureAwait(false);
        return true;
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        // The SDK's clients share their connections, and close none.
    }

    private static BlobContainerClient Client(ObjectPath path, Uri? endpoint, AzureAccess access, TimeSpan pause)
    {
        var (account, container) = (path.Bucket.Split('/')[0], path.Bucket.Split('/')[1]);
        var options = new BlobClientOptions
        {
            Retry =
            {
                Mode = RetryMode.Exponential, MaxRetries = Retries, Delay = pause, MaxDelay = LongestPause, NetworkTimeout = Patience,
            },
            Diagnostics = { IsLoggingEnabled = false, IsDistributedTracingEnabled = false, IsTelemetryEnabled = false },
        };
        if (access.Connection is { } connection)
        {
            if (endpoint is not null)
            {
                throw Unusable(path, "'endpoint' and AZURE_STORAGE_CONNECTION_STRING both name a server", "remove one of them").Thrown();
            }

            var connected = new BlobContainerClient(connection.Reveal(), container, options);
            return connected.AccountName == account ? connected
                : throw Unusable(
                    path, "AZURE_STORAGE_CONNECTION_STRING is of another account",
                    "name its account in the path, or correct the variable").Thrown();
        }

        var service = endpoint ?? new Uri($"https://{account}.blob.core.windows.net");
        var uri = new BlobUriBuilder(service) { BlobContainerName = container }.ToUri();
        return access.Key is { } key ? new BlobContainerClient(uri, new StorageSharedKeyCredential(account, key.Reveal()), options)
            : access.Signature is { } signature ? new BlobContainerClient(uri, new AzureSasCredential(signature.Reveal()), options)
            : new BlobContainerClient(uri, options);
    }

    private async Task<T> UseAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception e) when (Explain(e) is { } problem)
        {
            // What the SDK says can repeat parts of a signature, and is not kept.
            throw problem.Thrown();
        }
    }

    /// <summary>What a failure means to a person; null when it is not one of the store. Nothing of the credentials is repeated.</summary>
    private Problem? Explain(Exception exception) => exception switch
    {
        RequestFailedException { Status: 412 } or RequestFailedException { ErrorCode: "BlobNotFound" } => RemoteErrors.Changed($"{path}"),
        RequestFailedException { ErrorCode: "ContainerNotFound" or "ContainerBeingDeleted" } or RequestFailedException { Status: 404 } =>
            Unusable(path, "there is no such container, or it is not public", "correct the name of the container, or give credentials"),
        RequestFailedException { ErrorCode: "AuthenticationFailed" or "InvalidAuthenticationInfo" } =>
            Unusable(path, "it rejects the credentials", Variables),
        RequestFailedException { Status: 401 or 403 or 409 } =>
            Unusable(path, "it refuses access", $"allow listing and reading of the container; {Variables}"),
        RequestFailedException { Status: > 0 } said => Unusable(path, $"it answers {said.Status} {said.ErrorCode}", "see the server's log"),
        RequestFailedException or HttpRequestException =>
            Unusable(path, "it cannot be reached", "start the server, or correct the account or 'endpoint' under source"),
        _ when Unanswered.Is(exception) =>
            Unusable(path, "it does not answer", "start the server, or correct the account or 'endpoint' under source"),
        AggregateException { InnerExceptions: [.., var last] } => Explain(last),
        FormatException => Unusable(path, "a variable with its credentials is not in the form of Azure", Variables),
        _ => null,
    };

    private static Problem Unusable(ObjectPath path, string reason, string advice) => RemoteErrors.Store($"{path}", reason, advice);
}
