using System.Diagnostics;
using System.Text.Json.Nodes;

using Shouldly;

using Trestle.Core.Routing;
using Trestle.Learners.Packages;
using Trestle.Testing;

using Xunit;

namespace Trestle.EndToEnd.Serving;

/// <summary>A folder with packages and a route table, written as a deployment does.</summary>
internal sealed class RouteFolder : IDisposable
{
    public const string Model = "sample";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly TempFolder folder = new();

    /// <summary>The route table's file.</summary>
    public string Table => folder.At("routes.json");

    /// <summary>The prediction log's folder.</summary>
    public string PredictionLog => folder.At("journal");

    /// <summary>The generation that was written last.</summary>
    public long Generation { get; private set; }

    /// <summary>A path in the folder.</summary>
    public string At(string name) => folder.At(name);

    /// <summary>Writes a package, and routes to it.</summary>
    public Route Add(int version, PackageContents contents, RouteRole role = RouteRole.Live, double share = 1)
    {
        var path = folder.At($"v{version}.trestle");
        PackageWriter.WriteFile(contents, path);
        return new Route(version, Path.GetFileName(path), ModelPackage.Open(path).Hash.ToString(), role, share);
    }

    /// <summary>
    /// Writes a package that answers with its version's number, and routes to it. Odd versions read a column x, even ones y.
    /// </summary>
    public Route Constant(int version, RouteRole role = RouteRole.Live, double share = 1) =>
        Add(version, ConstantPackages.Contents(Model, version % 2 == 1 ? "x" : "y", version), role, share);

    /// <summary>Writes the next table.</summary>
    public void Write(params Route[] routes) => Write(null, routes);

    /// <summary>Writes the next table.</summary>
    public void Write(Retirement? retired, params Route[] routes)
    {
        Generation++;
        Replace(
            RouteTables.Write(
                new RouteTable { Deployment = "test", Model = Model, Generation = Generation, Routes = routes, Retired = retired }));
    }

    /// <summary>Puts other content in the place of the table, whole.</summary>
    public void Replace(byte[] content)
    {
        File.WriteAllBytes(folder.At("routes.json.new"), content);
        File.Move(folder.At("routes.json.new"), Table, overwrite: true);
    }

    /// <summary>Waits until a host serves the table that was written last; gives its /version.</summary>
    public Task<JsonNode> ServedAsync(HttpClient client) =>
        VersionAsync(client, page => page["generation"]!.GetValue<long>() == Generation);

    /// <summary>Waits until a host tells that it cannot use the table that was written last; gives the failure.</summary>
    public async Task<JsonNode> FailedAsync(HttpClient client, string code) =>
        (await VersionAsync(client, page => page["failure"]?["code"]?.GetValue<string>() == code))["failure"]!;

    /// <inheritdoc/>
    public void Dispose() => folder.Dispose();

    private static async Task<JsonNode> VersionAsync(HttpClient client, Func<JsonNode, bool> isIt)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var page = JsonNode.Parse(await client.GetStringAsync("/version", TestContext.Current.CancellationToken))!;
            if (isIt(page))
            {
                return page;
            }

            watch.Elapsed.ShouldBeLessThan(Limit, page.ToJsonString());
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
