using System.Formats.Tar;
using System.Text;

using Shouldly;

using Trestle.Core.Artifacts;
using Trestle.Core.Errors;
using Trestle.Stages.Containerize.Layers;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Containerize;

/// <summary>Bases as archives that are damaged, or made to harm.</summary>
public sealed class HostileBaseTests
{
    private const string GzipLayer = "application/vnd.oci.image.layer.v1.tar+gzip";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_base_as_an_archive_keeps_its_layers_below_those_that_are_added(int indexes)
    {
        using var project = new ImageProject();
        var sample = SampleImage.Of(SampleImage.Runtime, [new("etc/motd", "hello"), new("etc/.wh.passwd")]).Nested(indexes);
        var image = (
            await project.MakeAsync(
                request => request with { Base = project.Write("base.tar", sample.Archive(new Entry("manifest.json", "[]"))) })).Image;
        image.Layers.Select(layer => layer.Name).ShouldBe(["base", "base", "host", "package"]);
        image.Layers.Take(2).Select(layer => layer.Digest).ShouldBe(sample.LayerDigests);
        Directory.EnumerateFiles(project.At(""), "motd", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("../evil", TarEntryType.RegularFile)]
    [InlineData("/etc/evil", TarEntryType.RegularFile)]
    [InlineData("blobs/sha256/../../../evil", TarEntryType.RegularFile)]
    [InlineData("blobs/sha256", TarEntryType.SymbolicLink)]
    [InlineData("index.json", TarEntryType.HardLink)]
    [InlineData("oci-layout", TarEntryType.CharacterDevice)]
    [InlineData("blobs/sha256", TarEntryType.Fifo)]
    public async Task An_archive_writes_nowhere_but_where_it_is_unpacked(string name, TarEntryType type)
    {
        using var project = new ImageProject();
        var entry = new Entry(name, "evil", type is TarEntryType.SymbolicLink or TarEntryType.HardLink ? "/tmp" : null, type);
        var refused = await project.RefusalAsync(
            request => request with { Base = project.Write("base.tar", SampleImage.Of(SampleImage.Runtime).Archive(entry)) });
        (refused.Code, refused.Found.Contains("does not belong to a layout")).ShouldBe(("TR1705", true));
        Directory.EnumerateFiles(Path.GetDirectoryName(project.At("x"))!, "evil", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("../evil", TarEntryType.RegularFile, null)]
    [InlineData("a/../../evil", TarEntryType.RegularFile, null)]
    [InlineData("/etc/evil", TarEntryType.RegularFile, null)]
    [InlineData("etc/evil", TarEntryType.HardLink, "../../etc/shadow")]
    [InlineData("../", TarEntryType.Directory, null)]
    public async Task A_layer_that_leads_out_of_the_root_is_refused(string name, TarEntryType type, string? target)
    {
        using var project = new ImageProject();
        var sample = SampleImage.Of([.. SampleImage.Runtime, new Entry(name, "evil", target, type)]);
        (await RefusalAsync(project, sample)).Code.ShouldBe("TR1705");
    }

    [Fact]
    public async Task Content_that_is_not_what_its_digest_says_is_refused()
    {
        using var project = new ImageProject();
        foreach (var pick in new Func<SampleImage, string>[] { sample => sample.Digest, sample => sample.LayerDigests[0] })
        {
            var sample = SampleImage.Of(SampleImage.Runtime);
            var bytes = sample.Blobs[pick(sample)];
            sample.Blobs[pick(sample)] = [.. bytes[..^1], (byte)(bytes[^1] ^ 1)];
            (await RefusalAsync(project, sample)).Code.ShouldBe("TR1706");
            sample.Blobs.Remove(pick(sample));
            (await RefusalAsync(project, sample)).Code.ShouldBe("TR1705");
        }
    }

    [Fact]
    public async Task A_layer_that_unpacks_to_something_else_is_refused()
    {
        using var project = new ImageProject();
        var sample = SampleImage.Of(SampleImage.Runtime);
        sample.LayerDigests[0] = sample.Add(SampleImage.Gzip(SampleImage.Tar(new Entry("etc/other", "x"))));
        sample.Describe(sample.Blobs.Keys.First(digest => Encoding.UTF8.GetString(sample.Blobs[digest]).Contains("diff_ids")), GzipLayer);
        (await RefusalAsync(project, sample)).Code.ShouldBe("TR1706");
    }

    [Theory]
    [InlineData("application/vnd.oci.image.layer.v1.tar+zstd")]
    [InlineData("application/vnd.oci.image.layer.v1.tar+gzip+encrypted\u001b[31m")]
    public async Task A_layer_of_an_unknown_kind_is_refused(string type)
    {
        using var project = new ImageProject();
        var sample = SampleImage.Of(SampleImage.Runtime);
        sample.Describe(sample.Blobs.Keys.First(digest => Encoding.UTF8.GetString(sample.Blobs[digest]).StartsWith('{')), type);
        var refused = await RefusalAsync(project, sample);
        refused.Code.ShouldBe("TR1708");
        refused.Found.ShouldNotContain('\u001b');
    }

    [Fact]
    public async Task Indexes_without_an_end_are_refused()
    {
        using var project = new ImageProject();
        (await RefusalAsync(project, SampleImage.Of(SampleImage.Runtime).Nested(5))).Found.ShouldContain("nested indexes");
    }

    [Fact]
    public async Task A_document_that_is_too_large_is_refused_before_it_is_read()
    {
        using var project = new ImageProject();
        var sample = SampleImage.Of(SampleImage.Runtime);
        var huge = sample.Add(new byte[(4 << 20) + 1]);
        sample.Index = SampleImage.Json(
            new { manifests = new[] { new { mediaType = SampleImage.IndexType, digest = huge, size = sample.Blobs[huge].Length } } });
        (await RefusalAsync(project, sample)).Code.ShouldBe("TR1707");
        sample.Index = SampleImage.Json(new { manifests = new[] { new { mediaType = SampleImage.IndexType, digest = huge, size = 10 } } });
        (await RefusalAsync(project, sample)).Code.ShouldBe("TR1707");
        sample.Index = new byte[(4 << 20) + 1];
        (await RefusalAsync(project, sample)).Code.ShouldBe("TR1705");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"manifests\":null}")]
    [InlineData("{\"manifests\":[null]}")]
    [InlineData("{\"manifests\":[{\"mediaType\":null,\"digest\":null,\"size\":null}]}")]
    [InlineData("{\"manifests\":[{\"mediaType\":\"x\",\"digest\":\"sha256:../../../../etc/passwd\",\"size\":1}]}")]
    [InlineData("{\"manifests\":[{\"mediaType\":\"x\",\"digest\":7,\"size\":1}]}")]
    public async Task An_index_that_is_none_is_refused(string index)
    {
        using var project = new ImageProject();
        var sample = SampleImage.Of(SampleImage.Runtime);
        sample.Index = Encoding.UTF8.GetBytes(index);
        (await RefusalAsync(project, sample)).Code.ShouldBe("TR1705");
    }

    [Fact]
    public async Task A_base_for_other_machines_says_for_which()
    {
        using var project = new ImageProject();
        var sample = SampleImage.Of(SampleImage.Runtime);
        var size = sample.Blobs[sample.Digest].Length;
        sample.Index = SampleImage.Json(
            new
            {
                manifests = new[]
                {
                    new
                    {
                        mediaType = SampleImage.ManifestType, digest = sample.Digest, size,
                        platform = new { os = "windows", architecture = "amd64" },
                    },
                },
            });
        var refused = await RefusalAsync(project, sample);
        (refused.Code, refused.Expected.Contains("windows/amd64")).ShouldBe(("TR1710", true));
    }

    [Fact]
    public async Task What_is_no_archive_is_refused()
    {
        using var project = new ImageProject();
        foreach (
            var bytes in new[] { [], "not a tar"u8.ToArray(), SampleImage.Tar(
                new Entry("etc/passwd", "x")), SampleImage.Of(SampleImage.Runtime).Archive()[..700] })
        {
            (await project.RefusalAsync(request => request with { Base = project.Write("base.tar", bytes) })).Code.ShouldBe("TR1705");
        }
    }

    [Fact]
    public async Task Damage_anywhere_in_a_base_is_a_problem_and_nothing_else()
    {
        using var project = new ImageProject();
        var (good, random) = (SampleImage.Of(SampleImage.Runtime).Archive(), new Random(17));
        for (var i = 0; i < 40; i++)
        {
            var bad = good.ToArray();
            bad[random.Next(bad.Length)] = (byte)random.Next(256);
            var file = project.Write("base.tar", i % 3 == 0 ? bad[..random.Next(bad.Length)] : bad);
            try
            {
                await project.MakeAsync(request => request with { Base = file, Output = project.At("out.tar") });
            }
            catch (TrestleException refused)
            {
                refused.Problems.ShouldAllBe(problem => problem.Code.StartsWith("TR17", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public async Task A_few_bytes_that_unpack_to_many_are_stopped()
    {
        using var folder = new TempFolder();
        var tar = SampleImage.Tar(new Entry("zeros", new string('0', 3_000_000)));
        var path = folder.Write("layer", SampleImage.Gzip(tar));
        new FileInfo(path).Length.ShouldBeLessThan(50_000);
        var diffId = ContentHash.Parse(SampleImage.DigestOf(tar)[7..]);
        var refused = await Should.ThrowAsync<TrestleException>(
            new LayerReader("base", 1 << 20).ReadAsync(path, GzipLayer, diffId, Cancellation));
        refused.Problems[0].Code.ShouldBe("TR1707");
        await new LayerReader("base", 4 << 20).ReadAsync(path, GzipLayer, diffId, Cancellation);
    }

    [Fact]
    public async Task Whiteouts_take_away_what_lies_below_them_only()
    {
        using var folder = new TempFolder();
        var reader = new LayerReader("base");
        async Task AddAsync(params Entry[] entries)
        {
            var tar = SampleImage.Tar(entries);
            await reader.ReadAsync(
                folder.Write("layer", tar), "application/vnd.oci.image.layer.v1.tar", ContentHash.Parse(SampleImage.DigestOf(tar)[7..]),
                Cancellation);
        }

        await AddAsync(new("a/"), new("a/one"), new("a/two"), new("a/deep/three"), new("ab/four"), new("./b/five"), new("c"));
        reader.TakesAway.ShouldBeFalse();
        await AddAsync(new("a/.wh.two"), new("b/.wh..wh..opq"), new("b/six"), new("a/two"));
        reader.TakesAway.ShouldBeTrue();
        reader.Files.ShouldBe(["a/deep/three", "a/one", "a/two", "ab/four", "b/six", "c"]);
        await AddAsync(new Entry(".wh.a"));
        reader.Files.ShouldBe(["ab/four", "b/six", "c"]);
        await AddAsync(new Entry(".wh..wh..opq"), new Entry("new"));
        reader.Files.ShouldBe(["new"]);
    }

    [Fact]
    public async Task What_is_no_file_in_a_folder_is_refused_and_an_unreadable_one_too()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("a pipe is made with mkfifo");
        }

        using var project = new ImageProject();
        using (var make = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(project.Root, "pipe")]))
        {
            await make.WaitForExitAsync(Cancellation);
        }

        (await project.RefusalAsync(request => request)).Code.ShouldBe("TR1712");
        var empty = Directory.CreateDirectory(project.At("empty")).FullName;
        (await project.RefusalAsync(request => request with { Base = empty })).Found.ShouldContain("the folder is empty");
    }

    private static Task<Problem> RefusalAsync(ImageProject project, SampleImage sample) =>
        project.RefusalAsync(request => request with { Base = project.Write("base.tar", sample.Archive()) });
}
