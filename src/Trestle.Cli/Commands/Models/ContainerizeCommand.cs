using Trestle.Cli.Output;
using Trestle.Cli.Rendering;
using Trestle.Learners.Packages;
using Trestle.Stages.Containerize;
using Trestle.Stages.Register;

namespace Trestle.Cli.Commands.Models;

/// <summary><c>trestle containerize</c>: a container image of the scoring host with a version of the model.</summary>
internal static class ContainerizeCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(120);

    public static Verb Create(Terminal terminal)
    {
        var (project, json) = (Verb.ProjectArgument(), Verb.JsonOption());
        var version = new Option<string>("--version")
        {
            HelpName = "VERSION",
            Description = "Version number or alias (default: champion).",
            DefaultValueFactory = _ => ModelRegistry.Champion,
        };
        var @base = Verb.TextOption(
            "--base", "BASE",
            "Base of the image: a root file system folder, an OCI archive, or NAME@sha256:… "
                + "in a registry (default: from the configuration).");
        var format = Verb.TextOption("--format", "NAME", "oci (an archive) or containerfile (a folder to build from) (default: oci).");
        var output = Verb.TextOption("--output", "PLACE", "File or folder to write (default: in the project).");
        var push = Verb.TextOption("--push", "NAME", "Push the image to a registry under this name, such as registry.example.org/churn:3.");
        var command = new Verb(
            "containerize",
            "Build a container image of a registered version without a container engine: small, non-root, read-only and reproducible.",
            "trestle containerize examples/churn --base ./rootfs",
            "trestle containerize --push registry.example.org/churn:3",
            "trestle containerize --format containerfile --output ./image")
        {
            project, version, @base, format, output, push, json,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var open = await OpenProject.AtAsync(parse.GetRequiredValue(project), terminal, cancellation);
            var stage = new ContainerizeStage(
                open.Project, open.Records, Path.Combine(AppContext.BaseDirectory, "serving"), Environment.GetEnvironmentVariable,
                terminal.Clock);
            var request = new ImageRequest(parse.GetRequiredValue(version))
            {
                Base = parse.GetValue(@base),
                Format = parse.GetValue(format),
                Output = parse.GetValue(output),
                Push = parse.GetValue(push),
            };
            var result = await BuildAsync(terminal, stage, request, parse.GetValue(json), cancellation);
            if (parse.GetValue(json))
            {
                terminal.Json(result);
                return;
            }

            var package = new ModelRegistry(open.Project, open.Records).PackageFile(result.Image.Model, result.Image.Version);
            var curl = RequestExample.Predict(new Uri("http://127.0.0.1:8080/"), ModelPackage.Open(package).Contract);
            terminal.Show(ImageView.Show(result, curl));
        });
        return command;
    }

    /// <summary>Shows the progress: redrawn on a terminal, one line per step elsewhere.</summary>
    private static async Task<ImageResult> BuildAsync(
        Terminal terminal, ContainerizeStage stage, ImageRequest request, bool json, CancellationToken cancellation)
    {
        var (share, what) = (0.0, "reading the base");
        var live = terminal.IsLive && !json;
        void Report(double done, string doing)
        {
            if (!live && !json && doing != what)
            {
                terminal.Errors.WriteLine(Format.Plain(doing));
            }

            (share, what) = (done, doing);
        }

        var work = Task.Run(() => stage.RunAsync(request, Environment.UserName, Report, cancellation), cancellation);
        if (live)
        {
            await terminal.Output.Live(new Text("")).AutoClear(true).StartAsync(async drawn =>
            {
                while (!work.IsCompleted)
                {
                    await Task.WhenAny(work, Task.Delay(Pause, CancellationToken.None));
                    drawn.UpdateTarget(new Text(Format.Cut($"{Format.Share(share),7}  {what}", terminal.Output.Profile.Width)));
                }
            });
        }

        return await work;
    }
}
