using Shouldly;

using Trestle.Stages.Containerize;

using Xunit;

namespace Trestle.Tests.Stages.Containerize;

public sealed class ContainerfileTests
{
    private static ImageRequest Context(ImageRequest request) => request with { Format = "containerfile" };

    [Fact]
    public async Task A_context_says_layer_for_layer_what_the_archive_has()
    {
        using var project = new ImageProject();
        var made = await project.MakeAsync(Context);
        var folder = made.Places.ShouldHaveSingleItem().Place;
        folder.ShouldBe(project.At("Churn_2-1-image"));
        made.Image.Reference.ShouldBeEmpty();
        File.Exists(ContainerImage.FileOf(project.Project, 1)).ShouldBeFalse();
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file))
            .Order(StringComparer.Ordinal)
            .ShouldBe(
                [
                    "Containerfile", "base-1.tar.gz", "host/app/Trestle.Serving.dll", "host/app/Trestle.Serving.runtimeconfig.json",
                    "package/model/package.trestle",
                ]);
        var lines = File.ReadAllLines(Path.Combine(folder, "Containerfile"));
        lines.Where(
            line => line.StartsWith(
                "FROM",
                StringComparison.Ordinal) || line.StartsWith("ADD", StringComparison.Ordinal) || line.StartsWith("COPY",
                StringComparison.Ordinal))
            .ShouldBe(["FROM scratch", "ADD base-1.tar.gz /", "COPY --chown=0:0 host/ /", "COPY --chown=0:0 package/ /"]);
        lines.ShouldContain("USER 10001:10001");
        lines.ShouldContain(
            "HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 CMD "
                + "[\"/usr/share/dotnet/dotnet\",\"/app/Trestle.Serving.dll\",\"--check\",\"8080\"]");
        lines[^1].ShouldBe(
            "ENTRYPOINT "
                + "[\"/usr/share/dotnet/dotnet\",\"/app/Trestle.Serving.dll\",\"--package\",\"/model/package.trestle\","
                + "\"--host\",\"0.0.0.0\",\"--port\",\"8080\"]");

        // An earlier context is replaced, anything else is left alone.
        await project.MakeAsync(Context);
        File.WriteAllText(Path.Combine(folder, "Containerfile"), "FROM somebody\n");
        (await project.RefusalAsync(Context)).Code.ShouldBe("TR1719");
        File.ReadAllText(Path.Combine(folder, "Containerfile")).ShouldBe("FROM somebody\n");
        Directory.EnumerateFileSystemEntries(project.At("")).ShouldNotContain(entry => entry.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_base_of_a_registry_is_named_by_its_digest_and_not_copied()
    {
        await using var registry = await FakeRegistry.StartAsync();
        using var project = new ImageProject();
        var sample = SampleImage.Of(SampleImage.Runtime, [new(".wh.etc")]);
        registry.Put(sample);
        var named = $"{registry.Host}/base@{sample.Digest}";
        var made = await project.MakeAsync(request => Context(request) with { Base = named, Output = project.At("context") });
        File.ReadAllText(Path.Combine(made.Places[0].Place, "Containerfile")).ShouldContain($"FROM {named}\n");
        Directory.EnumerateFiles(project.At("context")).Select(Path.GetFileName).ShouldBe(["Containerfile"]);
    }

    [Fact]
    public async Task A_base_that_takes_files_away_cannot_be_said_in_one()
    {
        using var project = new ImageProject();
        var sample = SampleImage.Of(SampleImage.Runtime, [new("etc/.wh.passwd")]);
        (
            await project.RefusalAsync(
                request => Context(request) with { Base = project.Write("base.tar", sample.Archive()) })).Code.ShouldBe("TR1718");
    }

    [Fact]
    public async Task A_value_cannot_break_out_of_its_line()
    {
        using var project = new ImageProject();
        var layer = SampleImage.Tar(SampleImage.Runtime);
        var sample = SampleImage.Of(SampleImage.Architecture, layer);
        var config = sample.Add(SampleImage.Json(new
        {
            architecture = SampleImage.Architecture,
            os = "linux",
            config = new { Env = new[] { "A=\"\nRUN evil\\", "PATH=$HOME" } },
            rootfs = new { type = "layers", diff_ids = new[] { SampleImage.DigestOf(layer) } },
        }));
        sample.Describe(config, "application/vnd.oci.image.layer.v1.tar+gzip");
        var made = await project.MakeAsync(request => Context(request) with { Base = project.Write("base.tar", sample.Archive()) });
        var lines = File.ReadAllLines(Path.Combine(made.Places[0].Place, "Containerfile"));
        lines.ShouldContain("ENV A=\"\\\"RUN evil\\\\\"");
        lines.ShouldContain("ENV PATH=\"\\$HOME\"");
        lines.ShouldNotContain(line => line.StartsWith("RUN", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_cannot_be_done_together_is_refused()
    {
        using var project = new ImageProject();
        (await project.RefusalAsync(request => Context(request) with { Push = "registry.example.org/churn:1" })).Code.ShouldBe("TR1722");
        var format = await project.RefusalAsync(request => request with { Format = "ocii" });
        (format.Code, format.Fix).ShouldBe(("TR1717", "did you mean 'oci'?"));
        (await project.RefusalAsync(request => request with { Base = null })).Code.ShouldBe("TR1701");
        (await project.RefusalAsync(request => request with { Base = "registry.example.org/base:12" })).Code.ShouldBe("TR1702");
        (await project.RefusalAsync(request => request with { Base = "no/such/folder" })).Code.ShouldBe("TR1704");
        (await project.RefusalAsync(request => request with { Output = "/proc/no/such.tar" })).Code.ShouldBe("TR0043");
    }
}
