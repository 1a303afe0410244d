using System.Formats.Tar;
using System.IO.Compression;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Onnx;
using Trestle.Stages.Containerize;
using Trestle.Stages.Containerize.Bases;
using Trestle.Stages.Containerize.Images;
using Trestle.Stages.Containerize.Oci;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Containerize;

public sealed class ImageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_parts_give_the_same_bytes_in_another_project_at_another_time()
    {
        using var one = new ImageProject();
        using var other = new ImageProject();
        File.SetLastWriteTimeUtc(Path.Combine(other.Root, "etc/passwd"), new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var (first, second) = (await one.MakeAsync(), await other.MakeAsync());
        second.Image.Digest.ShouldBe(first.Image.Digest);
        File.ReadAllBytes(second.Image.Archive!).ShouldBe(File.ReadAllBytes(first.Image.Archive!));

        // Made again from what the store remembers, and once that is gone.
        (await one.MakeAsync()).Image.Digest.ShouldBe(first.Image.Digest);
        Directory.Delete(one.At(".trestle/store"), recursive: true);
        (await one.MakeAsync()).Image.Digest.ShouldBe(first.Image.Digest);

        // A changed byte of the base is another image, under another name.
        other.Write("root/etc/passwd", "else");
        var changed = (await other.MakeAsync()).Image;
        changed.Digest.ShouldNotBe(first.Image.Digest);
        changed.Reference.ShouldNotBe(first.Image.Reference);
    }

    [Fact]
    public void ONNX_Runtime_is_in_an_image_with_a_model_that_needs_it_alone()
    {
        using var folder = new TempFolder();
        foreach (var name in new[] { "Trestle.Serving.dll", "Trestle.Serving.pdb", "libonnxruntime.so", "Trestle.Serving.deps.json" })
        {
            folder.Write(name, "");
        }

        string[] Names(byte[] model, string format) =>
        [
            .. HostFiles.Of(folder.Path, LearnerCatalog.Format(format).Load(model)).Select(item => item.Path)
                .Order(StringComparer.Ordinal),
        ];
        var onnx = OnnxFormat.Of(OnnxFiles.Logistic([1], 0), new OnnxHeader(TaskKind.Binary, ["a"], 2)).Save();
        Names(onnx, "onnx").ShouldBe(["app/Trestle.Serving.deps.json", "app/Trestle.Serving.dll", "app/libonnxruntime.so"]);
        Names("""{"format":"trestle-linear-1","task":"binary","features":["a"],"weights":[[1]],"intercepts":[0]}"""u8.ToArray(), "linear")
            .ShouldBe(["app/Trestle.Serving.deps.json", "app/Trestle.Serving.dll"]);
    }

    [Fact]
    public async Task An_archive_is_a_layout_whose_every_digest_is_right()
    {
        using var project = new ImageProject();
        var image = (await project.MakeAsync()).Image;
        var files = ImageProject.Files(image.Archive!);
        files.Keys.Where(name => name.StartsWith("blobs/sha256/", StringComparison.Ordinal) && name.Length > 13)
            .ShouldAllBe(name => SampleImage.DigestOf(files[name]) == name.Replace("blobs/sha256/", "sha256:", StringComparison.Ordinal));
        var entry = ImageProject.Document(image.Archive!)["manifests"]![0]!;
        entry["digest"]!.GetValue<string>().ShouldBe(image.Digest);
        entry["annotations"]!["io.containerd.image.name"]!.GetValue<string>().ShouldBe($"localhost/churn-2:1-{image.Digest[7..19]}");
        var manifest = ImageProject.Document(image.Archive!, image.Digest);
        var config = ImageProject.Document(image.Archive!, manifest["config"]!["digest"]!.GetValue<string>());
        var layers = manifest["layers"]!.AsArray();
        layers.Select(layer => layer!["digest"]!.GetValue<string>()).ShouldBe(image.Layers.Select(layer => layer.Digest));
        image.Layers.Select(layer => layer.Name).ShouldBe(["base", "host", "package"]);
        config["rootfs"]!["diff_ids"]!.AsArray().Select(id => id!.GetValue<string>())
            .ShouldBe(image.Layers.Select(layer => SampleImage.DigestOf(Unpacked(files[$"blobs/sha256/{layer.Digest[7..]}"]))));
        image.Size.ShouldBe(
            files.Where(file => file.Key.StartsWith("blobs/", StringComparison.Ordinal)).Sum(file => (long)file.Value.Length));
    }

    [Fact]
    public async Task It_is_run_as_nobody_answers_its_health_check_and_tells_what_it_is()
    {
        using var project = new ImageProject();
        var image = (await project.MakeAsync()).Image;
        var manifest = ImageProject.Document(image.Archive!, image.Digest);
        var config = ImageProject.Document(image.Archive!, manifest["config"]!["digest"]!.GetValue<string>());
        var run = config["config"]!;
        run["User"]!.GetValue<string>().ShouldBe("10001:10001");
        run["Entrypoint"]!.AsArray().Select(word => word!.GetValue<string>())
            .ShouldBe(
                [
                    "/usr/share/dotnet/dotnet", "/app/Trestle.Serving.dll", "--package", "/model/package.trestle", "--host", "0.0.0.0",
                    "--port", "8080",
                ]);
        run["Healthcheck"]!["Test"]!.AsArray().Select(word => word!.GetValue<string>())
            .ShouldBe(["CMD", "/usr/share/dotnet/dotnet", "/app/Trestle.Serving.dll", "--check", "8080"]);
        run["StopSignal"]!.GetValue<string>().ShouldBe("SIGTERM");
        run["ExposedPorts"]!.AsObject().Select(port => port.Key).ShouldBe(["8080/tcp"]);
        (config["os"]!.GetValue<string>(), config["architecture"]!.GetValue<string>()).ShouldBe(("linux", SampleImage.Architecture));
        config["created"]!.GetValue<string>().ShouldBe("2026-11-23T08:00:00Z");
        var labels = run["Labels"]!;
        labels["org.opencontainers.image.title"]!.GetValue<string>().ShouldBe("Churn_2");
        labels["org.opencontainers.image.version"]!.GetValue<string>().ShouldBe("1");
        labels["org.opencontainers.image.created"]!.GetValue<string>().ShouldBe("2026-11-23T08:00:00Z");
        labels["dev.trestle.package"]!.GetValue<string>().ShouldBe($"{image.Package}");
        manifest["annotations"]!.ToJsonString().ShouldBe(labels.ToJsonString());
    }

    [Fact]
    public async Task Its_layers_hold_what_runs_and_no_more_owned_by_root_and_without_times()
    {
        using var project = new ImageProject();
        var image = (await project.MakeAsync()).Image;
        var files = ImageProject.Files(image.Archive!);
        var entries = image.Layers.Skip(1).SelectMany(layer => Entries(files[$"blobs/sha256/{layer.Digest[7..]}"])).ToArray();
        entries.Select(entry => entry.Name)
            .ShouldBe(["app/", "app/Trestle.Serving.dll", "app/Trestle.Serving.runtimeconfig.json", "model/", "model/package.trestle"]);
        entries.ShouldAllBe(entry => entry.Uid == 0 && entry.Gid == 0 && entry.ModificationTime == DateTimeOffset.UnixEpoch);
        entries.ShouldAllBe(entry => (entry.Mode & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) == 0);
    }

    [Fact]
    public async Task A_folder_keeps_its_links_and_its_modes_but_no_rights_of_others()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("a root file system needs modes");
            return;
        }

        using var project = new ImageProject();
        var shell = project.Write("root/bin/sh", "#!");
        File.SetUnixFileMode(shell, UnixFileMode.SetUser | UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        File.CreateSymbolicLink(Path.Combine(project.Root, "etc/shadow"), "/etc/shadow");
        File.CreateSymbolicLink(Path.Combine(project.Root, "up"), "../../..");
        project.Write("root/proc/1/environ", "of the machine that made it");
        var image = (await project.MakeAsync()).Image;
        var entries = Entries(ImageProject.Files(image.Archive!)[$"blobs/sha256/{image.Layers[0].Digest[7..]}"]);
        entries.Select(entry => entry.Name).ShouldBe(entries.Select(entry => entry.Name).Order(StringComparer.Ordinal));
        entries.Single(entry => entry.Name == "bin/sh").Mode.ShouldBe(
            UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        entries.Where(entry => entry.EntryType == TarEntryType.SymbolicLink).Select(entry => (entry.Name, entry.LinkName))
            .ShouldBe([("etc/shadow", "/etc/shadow"), ("up", "../../..")]);
        entries.Where(entry => entry.Name.StartsWith("proc", StringComparison.Ordinal)).Select(entry => entry.Name).ShouldBe(["proc/"]);
    }

    [Theory]
    [InlineData("0", "1970-01-01T00:00:00Z")]
    [InlineData("1600000000", "2020-09-13T12:26:40Z")]
    public async Task The_time_in_it_is_the_one_that_reproducible_builds_are_told(string epoch, string expected)
    {
        using var project = new ImageProject();
        project.Environment["SOURCE_DATE_EPOCH"] = epoch;
        var image = (await project.MakeAsync()).Image;
        var config = ImageProject.Document(image.Archive!, image.Digest)["config"]!["digest"]!.GetValue<string>();
        ImageProject.Document(image.Archive!, config)["created"]!.GetValue<string>().ShouldBe(expected);
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("253402300800")]
    public async Task A_time_that_is_none_is_refused(string epoch)
    {
        using var project = new ImageProject();
        project.Environment["SOURCE_DATE_EPOCH"] = epoch;
        (await project.RefusalAsync(request => request)).Code.ShouldBe("TR1723");
    }

    [Fact]
    public async Task It_is_on_record_for_the_deployment_and_in_the_audit_log()
    {
        using var project = new ImageProject("containerize: {base: root}\n");
        var image = (await project.MakeAsync(request => request with { Base = null })).Image;
        var found = new Trestle.Stages.Deploy.Targets.ImageFiles(Path.GetDirectoryName(ContainerImage.FileOf(project.Project, 1))!)
            .Find("Churn_2", 1);
        (found.Reference, found.Digest, found.Archive).ShouldBe((image.Reference, image.Digest, image.Archive));
        var note = (await (await project.RecordsAsync()).Audit.LastAsync(1, null, Cancellation)).Single().Note;
        (note.Who, note.Action, note.Subject).ShouldBe(("ann", "containerize", "Churn_2/1"));
        note.Reason.ShouldContain(image.Reference);
    }

    [Fact]
    public async Task A_package_that_is_not_the_registered_one_is_refused()
    {
        using var project = new ImageProject();
        await project.RecordsAsync();
        var package = Directory.GetFiles(project.Project.PackageFolder).ShouldHaveSingleItem();
        File.AppendAllText(package, "x");
        (await project.RefusalAsync(request => request)).Code.ShouldBe("TR1720");
        File.Delete(package);
        (await project.RefusalAsync(request => request)).Code.ShouldBe("TR1616");
    }

    [Fact]
    public async Task A_base_without_the_runtime_gets_it_and_one_without_its_libraries_is_refused()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("the runtime is copied on Linux only");
        }

        using var project = new ImageProject();
        foreach (
            var file in new[]
            {
                "dotnet", "LICENSE.txt", "sdk/10.0.100/big.dll", "host/fxr/9.0.9/libhostfxr.so", "host/fxr/10.0.3/libhostfxr.so",
            })
        {
            project.Write($"dotnet/{file}", "x");
        }

        foreach (var version in new[] { "9.0.9", "10.0.2", "10.0.3", "11.0.0" })
        {
            project.Write($"dotnet/shared/Microsoft.NETCore.App/{version}/System.Private.CoreLib.dll", "x");
            project.Write($"dotnet/shared/Microsoft.AspNetCore.App/{version}/Microsoft.AspNetCore.dll", "x");
        }

        DotnetRuntime Find(params string[] files)
        {
            var config = new ImageConfig { Os = "linux", Architecture = SampleImage.Architecture, Root = new RootFileSystem("layers", []) };
            return DotnetRuntime.Find(
                new BaseImage("a base", null, config, [], files, TakesAway: false), project.At("host"), project.At("dotnet"));
        }

        string[] libraries =
        [
            "lib64/ld-linux-x86-64.so.2", "lib/ld-linux-aarch64.so.1", "usr/lib/libgcc_s.so.1", "usr/lib/libssl.so.3",
            "usr/lib/libstdc++.so.6",
        ];
        var runtime = Find(libraries);
        runtime.Program.ShouldBe("/usr/share/dotnet/dotnet");
        runtime.Items.Select(item => item.Path).ShouldBe(
            [
                "usr/share/dotnet/host/fxr/10.0.3/libhostfxr.so",
                "usr/share/dotnet/shared/Microsoft.NETCore.App/10.0.3/System.Private.CoreLib.dll",
                "usr/share/dotnet/shared/Microsoft.AspNetCore.App/10.0.3/Microsoft.AspNetCore.dll",
                "usr/share/dotnet/dotnet",
                "usr/share/dotnet/LICENSE.txt",
            ]);
        runtime.Items.Single(item => item.Path.EndsWith("/dotnet", StringComparison.Ordinal)).Mode.HasFlag(UnixFileMode.OtherExecute)
            .ShouldBeTrue();

        // One of an older major version does not count, one elsewhere does.
        Find(
            [
                .. libraries, "opt/net/dotnet", "opt/net/shared/Microsoft.NETCore.App/9.0.9/System.Private.CoreLib.dll",
                "opt/net/shared/Microsoft.AspNetCore.App/9.0.9/Microsoft.AspNetCore.dll",
            ]).Items.Count.ShouldBe(5);
        var present = Find(
            "opt/net/dotnet", "opt/net/shared/Microsoft.NETCore.App/10.0.9/System.Private.CoreLib.dll",
            "opt/net/shared/Microsoft.AspNetCore.App/10.0.9/Microsoft.AspNetCore.dll");
        (present.Program, present.Items.Count).ShouldBe(("/opt/net/dotnet", 0));

        Should.Throw<TrestleException>(() => Find("usr/lib/libssl.so.3")).Problems[0].Found.ShouldBe(
            "the base lacks ld-linux-x86-64.so.2, libstdc++.so.6, libgcc_s.so.1");
        Directory.Delete(Path.Combine(project.Root, "usr"), recursive: true);
        (await project.RefusalAsync(request => request)).Code.ShouldBe("TR1709");
    }

    private static byte[] Unpacked(byte[] packed)
    {
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        gzip.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static List<TarEntry> Entries(byte[] packed)
    {
        using var reader = new TarReader(new MemoryStream(Unpacked(packed)));
        var found = new List<TarEntry>();
        while (reader.GetNextEntry(copyData: true) is { } entry)
        {
            found.Add(entry);
        }

        return found;
    }
}
