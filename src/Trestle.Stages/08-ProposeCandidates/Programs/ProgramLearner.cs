using System.Globalization;
using System.Text.Json;

namespace Trestle.Stages.ProposeCandidates.Programs;

/// <summary>
/// A learner whose models a training program makes: prepared features go out as CSV, a model comes back as data and is read by the
/// learner that the program names. The program chooses its own parameters.
/// </summary>
/// <param name="program">The program.</param>
/// <param name="format">The form of its models.</param>
/// <param name="newFolder">Makes an empty folder.</param>
internal sealed class ProgramLearner(TrainingProgram program, IModelFormat format, Func<string> newFolder) : ILearner
{
    private const string RoundsName = "rounds";

    /// <inheritdoc/>
    public string Name => format.Name;

    /// <inheritdoc/>
    public string Title => $"{format.Title}, by the program {program.Source.Name}";

    /// <inheritdoc/>
    public LearnerNeeds Needs => LearnerCatalog.Get(program.Source.Learner).Needs;

    /// <inheritdoc/>
    public bool Can(TaskKind task) => task == program.Source.Task;

    /// <inheritdoc/>
    public SearchSpace Space(TaskKind task, long rows, int features) => SearchSpace.Empty;

    /// <inheritdoc/>
    public Parameters WithRounds(Parameters parameters, int rounds) =>
        new(parameters.Append(KeyValuePair.Create(RoundsName, (double)rounds)));

    /// <inheritdoc/>
    public IModel Load(ReadOnlyMemory<byte> saved) => format.Load(saved);

    /// <summary>Writes the rows into a folder of their own, which is deleted after the fit.</summary>
    public ILearning Begin(TrainingSet train, TrainingSet? validate, LearningOptions options)
    {
        var folder = newFolder();
        FeatureFile.Write(train, Path.Combine(folder, "train.csv"));
        if (validate is not null)
        {
            FeatureFile.Write(validate, Path.Combine(folder, "valid.csv"));
        }

        return new Learning(program, format, folder, train with { Blocks = [] }, validate is not null, options);
    }

    private sealed class Learning(
        TrainingProgram program, IModelFormat format, string folder, TrainingSet train, bool validates, LearningOptions options) : ILearning
    {
        private const string ModelFile = "model";
        private const string ResultFile = "result.json";

        public Learned Fit(Parameters parameters, CancellationToken cancellation)
        {
            program.RunAsync([.. Arguments(parameters)], folder, cancellation).GetAwaiter().GetResult();
            var model = Model();
            return new Learned(model, Rounds());
        }

        public void Dispose() => Directory.Delete(folder, recursive: true);

        private IEnumerable<string> Arguments(Parameters parameters) =>
        [
            "fit", "--train", "train.csv",
            .. validates ? ["--valid", "valid.csv"] : Array.Empty<string>(),
            .. train.Categories.SelectMany(name => new[] { "--category", name }),
            "--classes", Text(train.Classes),
            .. parameters.TryGetValue(RoundsName, out var rounds) ? [$"--{RoundsName}", Text(rounds)] : Array.Empty<string>(),
            "--seed", Text(options.Seed), "--threads", Text(options.Threads), "--model", ModelFile, "--result", ResultFile,
        ];

        private IModel Model()
        {
            var model = Loaded(Read(ModelFile));
            var features = train.Features.Columns.Select(column => column.Name);
            var outputs = train.Task == TaskKind.Multiclass ? train.Classes : 1;
            return !model.Features.SequenceEqual(features)
                ? throw Bad("the model's features differ from the given ones, or are in another order")
                : model.Outputs != outputs ? throw Bad($"the model has {model.Outputs} outputs per row instead of {outputs}")
                : model;
        }

        private IModel Loaded(byte[] saved)
        {
            try
            {
                return format.Take(saved, train);
            }
            catch (TrestleException unreadable)
            {
                throw new TrestleException(
                    ProgramErrors.BadResult(program.Source.Name, $"{ModelFile}: {unreadable.Problems[0].Found}"), inner: unreadable);
            }
        }

        private int Rounds()
        {
            try
            {
                using var result = JsonDocument.Parse(Read(ResultFile));
                return result.RootElement.GetProperty(RoundsName).GetInt32() is > 0 and var rounds
                    ? rounds
                    : throw new JsonException("the number of rounds is not above 0");
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                throw new TrestleException(ProgramErrors.BadResult(program.Source.Name, $"{ResultFile}: {e.Message}"), ExitCode.Mistake, e);
            }
        }

        private byte[] Read(string name) =>
            File.Exists(Path.Combine(folder, name)) ? File.ReadAllBytes(Path.Combine(folder, name)) : throw Bad($"there is no file {name}");

        private TrestleException Bad(string reason) => new(ProgramErrors.BadResult(program.Source.Name, reason));

        private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
    }
}
