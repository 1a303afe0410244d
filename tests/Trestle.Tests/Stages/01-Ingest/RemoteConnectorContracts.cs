using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

using Trestle.Core.Configuration;
using Trestle.Stages.Ingest;
using Trestle.Testing;
using Trestle.Testing.Contracts;
using Trestle.Tests.Storage.Tables.Sources;

using Xunit;

namespace Trestle.Tests.Stages.Ingest;

/// <summary>A workbook at an address.</summary>
public sealed class HttpConnectorContract : ConnectorContract
{
    private WebApplication? server;
    private string address = "";
    private int version;

    protected override IConnector Connector => new HttpConnector();

    protected override SourceSettings Missing => Settings("/missing.xlsx");

    protected override SourceSettings Put(IReadOnlyList<(string? City, double Age)> rows)
    {
        Start();
        var file = Folder.At($"{++version}.xlsx");
        Workbooks.Write(file, [["city", "age"], .. rows.Select(row => new object?[] { row.City, row.Age })]);
        return Settings("/table.xlsx");
    }

    public override void Dispose()
    {
        server?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        base.Dispose();
    }

    private SourceSettings Settings(string path) => new() { Http = new HttpSettings { Url = [WebAddress.Parse(address + path)] } };

    private void Start()
    {
        if (server is not null)
        {
            return;
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        server = builder.Build();
        server.MapMethods("/table.xlsx", ["GET", "HEAD"], context =>
        {
            context.Response.Headers.ETag = $"\"{version}\"";
            return context.Request.Method == "HEAD" ? Task.CompletedTask : context.Response.SendFileAsync(Folder.At($"{version}.xlsx"));
        });
        server.StartAsync().GetAwaiter().GetResult();
        address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }
}

/// <summary>Objects of a real server with the protocol of S3.</summary>
public sealed class ObjectConnectorContract : ConnectorContract
{
    private static readonly S3Server Server = new();

    private string? bucket;

    static ObjectConnectorContract() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Server.DisposeAsync().AsTask().Wait();

    protected override IConnector Connector => new ObjectConnector();

    protected override SourceSettings Missing => Settings("*.parquet");

    protected override SourceSettings Put(IReadOnlyList<(string? City, double Age)> rows)
    {
        Assert.SkipWhen(
            !S3Server.IsInstalled && Environment.GetEnvironmentVariable("CI") is null or "", "no server that speaks S3 is installed");
        var file = Folder.At("table.xlsx");
        File.Delete(file);
        Workbooks.Write(file, [["city", "age"], .. rows.Select(row => new object?[] { row.City, row.Age })]);
        Task.Run(async () =>
        {
            bucket ??= await Server.NewBucketAsync(CancellationToken.None);
            await Server.WriteAsync(bucket, "in/table.xlsx", await File.ReadAllBytesAsync(file), CancellationToken.None);
        }).GetAwaiter().GetResult();
        return Settings("*.xlsx");
    }

    private SourceSettings Settings(string name) => new()
    {
        Path = [$"s3://{bucket}/in/{name}"],
        Endpoint = WebAddress.Parse(Server.Endpoint),
    };
}

/// <summary>Blobs of a small server with Azure's protocol.</summary>
public sealed class BlobConnectorContract : ConnectorContract
{
    private readonly BlobServer server = Task.Run(BlobServer.StartAsync).GetAwaiter().GetResult();

    protected override IConnector Connector => new ObjectConnector();

    protected override SourceSettings Missing => Settings("*.parquet");

    protected override SourceSettings Put(IReadOnlyList<(string? City, double Age)> rows)
    {
        var file = Folder.At("table.xlsx");
        File.Delete(file);
        Workbooks.Write(file, [["city", "age"], .. rows.Select(row => new object?[] { row.City, row.Age })]);
        server.Put("in/table.xlsx", File.ReadAllBytes(file));
        return Settings("*.xlsx");
    }

    public override void Dispose()
    {
        server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        base.Dispose();
    }

    private SourceSettings Settings(string name) => new()
    {
        Path = [$"azure://acct/data/in/{name}"],
        Endpoint = WebAddress.Parse(server.Endpoint.AbsoluteUri),
    };
}
