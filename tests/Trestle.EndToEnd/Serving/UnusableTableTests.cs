using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

using Shouldly;

using Trestle.Core.Routing;
using Trestle.Core.Schema;
using Trestle.Learners.Packages;
using Trestle.Serving;
using Trestle.Testing;

using Xunit;

namespace Trestle.EndToEnd.Serving;

/// <summary>Tables that cannot be used, and packages made to harm: each is told, and the version that runs goes on.</summary>
public sealed class UnusableTableTests : IAsyncLifetime
{
    private readonly RouteFolder folder = new();
    private RunningModel host = null!;
    private Route live = null!;

    public async ValueTask InitializeAsync()
    {
        live = folder.Constant(1);
        folder.Write(live);
        host = await RunningModel.StartAsync(new ServeOptions { Routes = folder.Table, Port = 0 }, folder.At(live.Package));
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        folder.Dispose();
    }

    public static TheoryData<string, string> Tables => new()
    {
        { "", "TR0028" },
        { "{", "TR0028" },
        { "null", "TR0028" },
        { "[]", "TR0028" },
        { """{"deployment":"d","model":"m","generation":9,"routes":[null]}""", "TR0028" },
        { """{"deployment":"d","model":"m","generation":9,"routes":null}""", "TR0028" },
        { """{"deployment":"d","model":"m","generation":9,"routes":[]}""", "TR0028" },
        { """{"deployment":"d","model":null,"generation":9,"routes":[]}""", "TR0028" },
        { """{"deployment":"d","model":"m","generation":9,"routes":["""
            + """{"version":1,"package":null,"hash":"x","role":"live","share":1}]}""", "TR0028" },
        { """{"deployment":"d","model":"m","generation":9,"routes":["""
            + """{"version":1,"package":"none","hash":"x","role":"live","share":1}]}""", "TR1501" },
        { """{"deployment":"d","model":"m","generation":9,"routes":["""
            + """{"version":1,"package":"../../../../etc/passwd","hash":"x","role":"live","share":1}]}""", "TR1502" },
        { """{"deployment":"d","model":"m","generation":9,"routes":["""
            + """{"version":1,"package":"/dev/zero","hash":"x","role":"live","share":1}]}""", "TR1502" },
        { """{"deployment":"d","model":"m","generation":9,"routes":["""
            + """{"version":1,"package":"a\u0000b","hash":"x","role":"live","share":1}]}""", "" },
        { """{"deployment":"d","model":"m","generation":1,"routes":["""
            + """{"version":1,"package":"v1.trestle","hash":"x","role":"live","share":1}]}""", "TR1929" },
        { new string('[', 100_000), "TR0028" },
        { new string(' ', 2_000_000), "TR1927" },
    };

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task A_table_that_cannot_be_used_leaves_the_one_before_in_force(string table, string code)
    {
        folder.Replace(Encoding.UTF8.GetBytes(table));
        await StaysAsync(code);
    }

    [Fact]
    public async Task A_table_that_is_gone_leaves_the_one_before_in_force_and_may_come_back()
    {
        var content = await File.ReadAllBytesAsync(folder.Table, TestContext.Current.CancellationToken);
        File.Delete(folder.Table);
        await StaysAsync("TR1927");
        folder.Replace(content);
        for (var i = 0; (await host.GetAsync("/version")).Json["failure"] is not null; i++)
        {
            i.ShouldBeLessThan(200);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        folder.Write(folder.Constant(3));
        await folder.ServedAsync(host.Client);
        (await host.PostAsync("""{"instances":[{"x":1}]}""")).Predictions[0]!.GetValue<double>().ShouldBe(3);
    }

    [Fact]
    public async Task A_package_with_another_hash_is_not_served()
    {
        var other = folder.Constant(3);
        folder.Write(other with { Hash = live.Hash[..^1] + (live.Hash[^1] == '0' ? '1' : '0') });
        var failure = await StaysAsync("TR1928");
        failure["generation"]!.GetValue<long>().ShouldBe(2);
        failure["message"]!.GetValue<string>().ShouldContain("the package of version 3 has the hash");
        folder.Write(other);
        (await folder.ServedAsync(host.Client))["failure"].ShouldBeNull();
    }

    [Theory]
    [InlineData("bomb", "TR1502")]
    [InlineData("traversal", "TR1506")]
    [InlineData("changed", "TR1504")]
    [InlineData("link", "TR1506")]
    [InlineData("cyclic", "")]
    public async Task A_package_made_to_harm_is_not_served(string harm, string code)
    {
        var path = harm switch
        {
            "bomb" => Zip("zeros", new byte[50_000_000]),
            "traversal" => Zip("../../evil", "x"u8.ToArray()),
            "changed" => Changed(),
            "link" => Link(),
            _ => Cyclic(),
        };
        var sums = Path.Combine(path, "SHA256SUMS");
        var hash = File.Exists(sums)
            ? Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(sums, TestContext.Current.CancellationToken)))
            : live.Hash.Replace('a', 'b');
        folder.Write(live with { Share = 0.5 }, new Route(2, path, hash, RouteRole.Canary, 0.5));
        var failure = await StaysAsync(code);
        failure["generation"]!.GetValue<long>().ShouldBe(2);
        File.Exists(folder.At("../evil")).ShouldBeFalse();
    }

    /// <summary>Waits until the host tells the failure, and sees to it that it answers as before.</summary>
    private async Task<System.Text.Json.Nodes.JsonNode> StaysAsync(string code)
    {
        var failure = code.Length > 0 ? await folder.FailedAsync(host.Client, code) : await AnyFailureAsync();
        (await host.GetAsync("/version")).Json["generation"]!.GetValue<long>().ShouldBe(1);
        (await host.PostAsync("""{"instances":[{"x":1}]}""")).Predictions[0]!.GetValue<double>().ShouldBe(1);
        var metrics = (await host.GetAsync("/metrics")).Text;
        metrics.ShouldContain("trestle_route_load_failed 1\n");
        metrics.ShouldContain("trestle_route_generation 1\n");
        return failure;
    }

    private async Task<System.Text.Json.Nodes.JsonNode> AnyFailureAsync()
    {
        for (var i = 0; i < 500; i++)
        {
            if ((await host.GetAsync("/version")).Json["failure"] is { } failure)
            {
                return failure;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException("no failure was told");
    }

    private string Zip(string entry, byte[] content)
    {
        using var archive = ZipFile.Open(folder.At("harm.trestle"), ZipArchiveMode.Create);
        using var stream = archive.CreateEntry(entry).Open();
        stream.Write(content);
        return folder.At("harm.trestle");
    }

    private string Changed()
    {
        PackageWriter.WriteDirectory(SamplePackages.Contents(TaskKind.Binary), folder.At("harm"));
        File.AppendAllText(Path.Combine(folder.At("harm"), "metrics.json"), " ");
        return folder.At("harm");
    }

    private string Link()
    {
        PackageWriter.WriteDirectory(SamplePackages.Contents(TaskKind.Binary), folder.At("harm"));
        File.CreateSymbolicLink(Path.Combine(folder.At("harm"), "more.json"), "/etc/passwd");
        return folder.At("harm");
    }

    /// <summary>A package whose first tree leads from its root back to its root, with checksums that are right.</summary>
    private string Cyclic()
    {
        PackageWriter.WriteDirectory(SamplePackages.Contents(TaskKind.Binary), folder.At("harm"));
        var model = Directory.GetFiles(folder.At("harm"), "*", SearchOption.AllDirectories)
            .Single(path => File.ReadAllText(path).StartsWith("tree\n", StringComparison.Ordinal));
        var before = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(model)));
        var text = File.ReadAllText(model);
        var at = new[] { "\nleft_child=", "\nright_child=" }.Select(field => text.IndexOf(field, StringComparison.Ordinal) + field.Length)
            .First(position => text[position] == '1');
        File.WriteAllText(model, text.Remove(at, 1).Insert(at, "0"));
        var after = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(model)));
        var sums = Path.Combine(folder.At("harm"), "SHA256SUMS");
        File.WriteAllText(sums, File.ReadAllText(sums).Replace(before, after, StringComparison.Ordinal));
        return folder.At("harm");
    }
}
