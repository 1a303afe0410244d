using System.Diagnostics;
using System.Text;

using Shouldly;

using Trestle.Core.Artifacts;
using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners.Packages;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Learners.Packages;

public sealed class ModelPackageTests
{
    private static readonly PackageContents Contents = SamplePackages.Contents(TaskKind.Binary);
    private static readonly Lazy<IReadOnlyList<PackageFile>> Files = new(() => StoredZip.Read(PackageWriter.Bytes(Contents), "sample"));

    [Theory]
    [InlineData(TaskKind.Binary)]
    [InlineData(TaskKind.Multiclass)]
    [InlineData(TaskKind.Regression)]
    public void What_was_packaged_comes_back(TaskKind task)
    {
        using var folder = new TempFolder();
        var contents = SamplePackages.Contents(task);
        PackageWriter.WriteFile(contents, folder.At("a.trestle"));
        var package = ModelPackage.Open(folder.At("a.trestle"));

        package.Manifest.Name.ShouldBe(contents.Name);
        package.Manifest.Task.ShouldBe(task);
        package.Manifest.Classes.ShouldBe(contents.Contract.Classes);
        package.Manifest.Threshold.ShouldBe(contents.Threshold);
        package.Contract.Columns.Select(column => column.Name).ShouldBe(contents.Contract.Columns.Select(column => column.Name));
        package.Contract.Find("joined")!.Formats.ShouldBe(["yyyy-MM-dd"]);
        package.Contract.Find("city")!.Private.ShouldBeTrue();
        package.Model.Save().ShouldBe(contents.Model);
        package.Part("README.md").ToArray().ShouldBe("# A sample\n"u8.ToArray());
        package.Files.ShouldBe(
            ["README.md", "SHA256SUMS", "contract.json", "manifest.json", "metrics.json", package.Manifest.Model, "plan.json"]);
    }

    [Fact]
    public void A_package_that_another_process_keeps_for_itself_is_not_read()
    {
        using var folder = new TempFolder();
        PackageWriter.WriteFile(Contents, folder.At("a.trestle"));
        using var kept = new FileStream(folder.At("a.trestle"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        var problem = Should.Throw<TrestleException>(() => ModelPackage.Open(folder.At("a.trestle"))).Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Where).ShouldBe(("TR1511", folder.At("a.trestle")));
    }

    [Fact]
    public void The_same_contents_give_the_same_bytes_and_a_directory_the_same_hash()
    {
        using var folder = new TempFolder();
        PackageWriter.WriteFile(Contents, folder.At("a.trestle"));
        PackageWriter.WriteFile(Contents, folder.At("b.trestle"));
        PackageWriter.WriteDirectory(Contents, folder.At("c"));
        File.ReadAllBytes(folder.At("b.trestle")).ShouldBe(File.ReadAllBytes(folder.At("a.trestle")));
        ModelPackage.Open(folder.At("c")).Hash.ShouldBe(ModelPackage.Open(folder.At("a.trestle")).Hash);
        Directory.GetFiles(folder.Path).Length.ShouldBe(2);
    }

    [Fact]
    public void Contents_written_again_after_opening_give_the_same_bytes()
    {
        using var folder = new TempFolder();
        PackageWriter.WriteFile(Contents, folder.At("a.trestle"));
        var package = ModelPackage.Open(folder.At("a.trestle"));
        var again = Contents with { Contract = package.Contract, Plan = package.Plan, Model = package.Model.Save() };
        PackageWriter.Bytes(again).ShouldBe(File.ReadAllBytes(folder.At("a.trestle")));
    }

    [Fact]
    public void Sha256sum_and_unzip_agree()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("sha256sum is a program of Linux");
        }

        using var folder = new TempFolder();
        PackageWriter.WriteFile(Contents, folder.At("a.trestle"));
        System.IO.Compression.ZipFile.ExtractToDirectory(folder.At("a.trestle"), folder.At("out"));
        using var check = Process.Start(
            new ProcessStartInfo("sha256sum", "-c --strict --status SHA256SUMS") { WorkingDirectory = folder.At("out") })!;
        check.WaitForExit();
        check.ExitCode.ShouldBe(0);
        ModelPackage.Open(folder.At("out")).Manifest.Name.ShouldBe(Contents.Name);
    }

    [Fact]
    public void A_changed_byte_in_any_file_of_a_directory_is_found_and_the_file_named()
    {
        using var folder = new TempFolder();
        PackageWriter.WriteDirectory(Contents, folder.At("p"));
        foreach (var name in ModelPackage.Open(folder.At("p")).Files)
        {
            var path = Path.Combine(folder.At("p"), name);
            var bytes = File.ReadAllBytes(path);
            foreach (var position in new[] { 0, bytes.Length / 2, bytes.Length - 1 })
            {
                var changed = (byte[])bytes.Clone();
                changed[position] ^= 1;
                File.WriteAllBytes(path, changed);
                var problem = Problem(() => ModelPackage.Open(folder.At("p")));
                if (name == "SHA256SUMS")
                {
                    problem.Code.ShouldBeOneOf("TR1504", "TR1505");
                }
                else
                {
                    problem.Code.ShouldBe("TR1504");
                    problem.Found.ShouldContain($"'{name}'");
                }
            }

            File.WriteAllBytes(path, bytes);
        }
    }

    [Fact]
    public void A_file_that_was_added_or_taken_away_is_named()
    {
        using var folder = new TempFolder();
        PackageWriter.WriteDirectory(Contents, folder.At("p"));
        folder.Write("p/evil.dll", "MZ");
        Problem(() => ModelPackage.Open(folder.At("p"))).Found.ShouldContain("'evil.dll' is not listed");
        File.Delete(folder.At("p/evil.dll"));
        File.Delete(folder.At("p/metrics.json"));
        var problem = Problem(() => ModelPackage.Open(folder.At("p")));
        (problem.Code, problem.Found.Contains("'metrics.json' is listed but missing")).ShouldBe(("TR1505", true));
    }

    [Fact]
    public void A_link_is_not_followed()
    {
        using var folder = new TempFolder();
        PackageWriter.WriteDirectory(Contents, folder.At("p"));
        File.Move(folder.At("p/metrics.json"), folder.At("metrics.json"));
        File.CreateSymbolicLink(folder.At("p/metrics.json"), folder.At("metrics.json"));
        var problem = Problem(() => ModelPackage.Open(folder.At("p")));
        (problem.Code, problem.Found).ShouldBe(("TR1506", "the package contains 'metrics.json', which is a link"));
    }

    [Theory]
    [InlineData("\"format\": 1", "\"format\": 3", "TR1503")]
    [InlineData("\"format\": 1", "\"format\": 2", "TR1508")]
    [InlineData("\"format\": 1", "\"format\": \"x\"", "TR1503")]
    [InlineData("\"format\": 1", "\"form\": 1", "TR1509")]
    [InlineData("\"learner\": \"lightgbm\"", "\"learner\": \"lightgbn\"", "TR0070")]
    [InlineData("\"learner\": \"lightgbm\"", "\"learner\": \"linear\"", "TR0073")]
    [InlineData("\"task\": \"binary\"", "\"task\": \"regression\"", "TR1508")]
    [InlineData("\"threshold\": 0.4", "\"threshold\": 1.4", "TR1508")]
    [InlineData("\"name\": \"sample-binary\"", "\"name\": \"a\\r\\nb: c\"", "TR1508")]
    [InlineData("\"code\": \"0.1.0\"", "\"code\": \"0.1.0\", \"$type\": \"System.Diagnostics.Process\"", "TR1509")]
    [InlineData("\"format\": 1", "\"format\": 1, \"format\": 1", "TR1509")]
    public void A_manifest_that_does_not_fit_is_refused_though_its_sum_is_right(string old, string changed, string code) =>
        Problem(() => OpenWith("manifest.json", text => Replaced(text, old, changed))).Code.ShouldBe(code);

    [Theory]
    [InlineData("\"name\": \"income\"", "\"name\": \"age\"", "TR1508")]
    [InlineData("\"name\": \"income\"", "\"name\": null", "TR1509")]
    [InlineData("\"name\": \"income\"", "\"name\": \"wage\"", "TR1508")]
    [InlineData("\"target\": \"churn\"", "\"target\": \"age\"", "TR1508")]
    [InlineData("\"columns\": [", "\"columns\": [null, ", "TR1508")]
    [InlineData("\"type\": \"number\"", "\"type\": 3", "TR1509")]
    [InlineData("\"unused\": null", "\"unused\": [\"age\"]", "TR1508")]
    [InlineData("\"decimalMark\": \".\"", "\"decimalMark\": \"x\"", "TR1508")]
    public void A_contract_that_does_not_fit_is_refused_though_its_sum_is_right(string old, string changed, string code) =>
        Problem(() => OpenWith("contract.json", text => Replaced(text, old, changed))).Code.ShouldBe(code);

    [Fact]
    public void Hostile_plans_are_refused_soon()
    {
        Problem(
            () => OpenWith(
                "plan.json", text => Replaced(text, "\"step\":\"trim\"", "\"step\":\"System.IO.File\""))).Code.ShouldBe("TR0053");
        Problem(() => OpenWith("plan.json", text => $"{{\"$id\":\"1\",\"steps\":{{\"$ref\":\"1\"}},{text[1..]}")).Code.ShouldBe("TR0054");
        Problem(() => OpenWith("plan.json", _ => new string('[', 1_000_000))).Code.ShouldBe("TR0054");
        Problem(() => OpenWith("plan.json", _ => "")).Code.ShouldBe("TR0054");
        var column = "{\"name\":\"x\",\"kind\":\"text\"},";
        Problem(
            () => OpenWith(
                "plan.json",
                text => Replaced(
                    text, "\"input\":[", "\"input\":[" + string.Concat(Enumerable.Repeat(column, 50_000))))).Code.ShouldBe("TR0054");
    }

    [Fact]
    public void No_bytes_of_a_file_bring_anything_but_a_problem()
    {
        var random = new Random(3);
        string[] files = ["manifest.json", "contract.json", "plan.json", "model/lightgbm.txt"];
        for (var round = 0; round < 120; round++)
        {
            var name = files[round % files.Length];
            try
            {
                OpenWith(name, text =>
                {
                    var bytes = Encoding.Latin1.GetBytes(text);
                    for (var change = 0; change < 1 + (round % 5); change++)
                    {
                        bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                    }

                    return Encoding.Latin1.GetString(bytes);
                });
            }
            catch (TrestleException refused)
            {
                refused.Problems.ShouldNotBeEmpty();
            }
        }
    }

    [Fact]
    public void What_does_not_fit_is_not_written()
    {
        using var folder = new TempFolder();
        PackageContents[] wrong =
        [
            Contents with { Name = "../x" },
            Contents with { Threshold = null },
            Contents with { Contract = SamplePackages.Contract(TaskKind.Multiclass) },
            Contents with { Model = SamplePackages.Contents(TaskKind.Multiclass).Model },
            Contents with { Plan = Contents.Plan with { Steps = [] } },
            Contents with { Documents = new Dictionary<string, byte[]> { ["../x"] = [] } },
            Contents with { Documents = new Dictionary<string, byte[]> { ["plan.json"] = "{}"u8.ToArray() } },
            Contents with { Documents = new Dictionary<string, byte[]> { ["metrics.json"] = "{"u8.ToArray() } },
        ];
        wrong.Select(contents => Problem(() => PackageWriter.WriteFile(contents, folder.At("a.trestle"))).Code)
            .ShouldBe(["TR1508", "TR1508", "TR1508", "TR1508", "TR1508", "TR1506", "TR1509", "TR1509"]);
        Directory.EnumerateFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void Places_that_cannot_be_read_or_written_are_told()
    {
        using var folder = new TempFolder();
        Problem(() => ModelPackage.Open(folder.At("none"))).Code.ShouldBe("TR1501");
        Problem(() => PackageWriter.WriteFile(Contents, folder.At("none/a.trestle"))).Code.ShouldBe("TR1510");
        folder.Write("a", "x");
        Problem(() => PackageWriter.WriteDirectory(Contents, folder.Path)).Code.ShouldBe("TR1510");
        Problem(() => PackageWriter.WriteDirectory(Contents, folder.At("a"))).Code.ShouldBe("TR1510");
        Problem(() => ModelPackage.Open(folder.At("a"))).Code.ShouldBe("TR1502");
        Directory.CreateDirectory(folder.At("empty"));
        Problem(() => ModelPackage.Open(folder.At("empty"))).Code.ShouldBe("TR1505");
    }

    private static string Replaced(string text, string old, string changed)
    {
        text.ShouldContain(old);
        return text.Replace(old, changed);
    }

    /// <summary>Opens the sample with one file changed and the checksums made right again.</summary>
    private static ModelPackage OpenWith(string name, Func<string, string> change)
    {
        using var folder = new TempFolder();
        var files = Files.Value.Where(file => file.Name != "SHA256SUMS")
            .Select(
                file => file.Name == name ? file with
                {
                    Content = Encoding.Latin1.GetBytes(
                    change(Encoding.Latin1.GetString(file.Content.Span)))
                } : file)
            .ToArray();
        PackageFile sums = new(
            "SHA256SUMS",
            Encoding.UTF8.GetBytes(string.Concat(files.Select(file => $"{ContentHash.Of(file.Content.Span)}  {file.Name}\n"))));
        return ModelPackage.Open(
            folder.Write("p.trestle", StoredZip.Write([.. files.Append(sums).OrderBy(file => file.Name, StringComparer.Ordinal)])));
    }

    private static Problem Problem(Action action) => Should.Throw<TrestleException>(action).Problems[0];
}
