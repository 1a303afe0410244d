using Trestle.Stages.WriteCode.Code;

namespace Trestle.Stages.WriteCode.Program;

/// <summary>Files that are the same in every program.</summary>
internal static class CommonFiles
{
    /// <summary>The entry point.</summary>
    public static CodeFile Program { get; } = new("Program.cs", """
        using System.Globalization;

        using Training;

        using Trestle.Learners.Metrics;
        using Trestle.Rows.Blocks;
        using Trestle.Rows.Csv;

        if (args is ["fit", .. var options])
        {
            Fit.Run(options);
            return;
        }

        // Learn from the training part, then predict the test part, which was not learned from.
        var (train, test) = Prepare.Run(Table.Read("data/train.csv", Data.Columns), Table.Read("data/test.csv", Data.Columns));
        var features = Features.Of(test, Prepare.Categories);
        using var model = Model.Train(
            Features.Of(train, Prepare.Categories).Learned(Data.ClassWeights),
            null,
            new Options(Data.Classes.Length, Model.BestRounds, Data.Seed, Environment.ProcessorCount));
        var scores = Data.Calibrated(Data.Corrected(model.Score(features)));
        var outputs = scores.Length / features.Rows;

        WritePredictions("predictions.csv");
        WriteMetrics("metrics.csv");

        void WritePredictions(string file)
        {
            var numbers = test.Numbers(ReservedColumns.Row);
            using var writer = new StreamWriter(file) { NewLine = "\n" };
            writer.WriteLine(
                string.Join(',', ["row", "label", "prediction", .. Data.Classes.Select(name => Csv.Quoted($"probability.{name}"))]));
            for (var row = 0; row < test.Rows; row++)
            {
                var own = scores.AsSpan(row * outputs, outputs);
                string[] answer = [Cell(Data.Label(features.Labels[row])), Cell(Data.Prediction(own))];
                writer.WriteLine(string.Join(',', [Print(numbers[row]), .. answer, .. Data.Probabilities(own).Select(Print)]));
            }

            Console.WriteLine($"{test.Rows} rows of the test part predicted into {file}");
        }

        void WriteMetrics(string file)
        {
            var outcome = Data.Outcome(features.Labels, scores) with { Weights = features.Weights };
            var lines = new List<string> { "metric,value" };
            foreach (var metric in MetricCatalog.Reported(Data.Task, MetricCatalog.Get(Data.Metric), outcome.Costs is not null))
            {
                var value = metric.Measure(outcome);
                lines.Add($"{metric.Name},{Print(value)}");
                Console.WriteLine($"{metric.Name,-18} {value:0.000000}");
            }

            File.WriteAllLines(file, lines);
        }

        static string Print(double number) => number.ToString("R", CultureInfo.InvariantCulture);

        // Classes are texts of the source: a spreadsheet that opens the file must not run one as a formula.
        static string Cell(string text) => Csv.Quoted(FormulaText.Neutral(text)!);
        """);

    /// <summary>The mode for competing as a candidate.</summary>
    public static CodeFile Fit { get; } = new("Fit.cs", """
        using System.Globalization;
        using System.Text.Json;

        namespace Training;

        /// <summary>
        /// How Trestle runs this program as a candidate: prepared features go in, a model comes out.
        /// <code>
        /// fit --train FILE [--valid FILE] [--category NAME]... --classes N [--rounds N] --seed N --threads N --model FILE --result FILE
        /// </code>
        /// The files are CSV: __label, __weight where rows count differently, and the features. With validation rows and
        /// no rounds, learning stops where they indicate.
        /// </summary>
        internal static class Fit
        {
            public static void Run(IReadOnlyList<string> args)
            {
                var given = args.Chunk(2).ToLookup(
                    pair => pair[0],
                    pair => pair.Length == 2 ? pair[1] : throw new ArgumentException($"{pair[0]} has no value"));
                string[] categories = [.. given["--category"]];
                var train = Features.Of(Table.Read(One("--train")), categories);
                var valid = given.Contains("--valid") ? Features.Of(Table.Read(One("--valid")), categories) : null;
                int? rounds = given.Contains("--rounds") ? Number("--rounds") : null;
                var options = new Options(Number("--classes"), rounds, Number("--seed"), Number("--threads"));
                using var model = Model.Train(train, valid, options);
                model.Save(One("--model"));
                File.WriteAllText(One("--result"), JsonSerializer.Serialize(new Dictionary<string, int> { ["rounds"] = model.Rounds }));

                string One(string name) => given[name].LastOrDefault() ?? throw new ArgumentException($"{name} is missing");
                int Number(string name) => int.Parse(One(name), CultureInfo.InvariantCulture);
            }
        }
        """);

    /// <summary>Rows from files.</summary>
    public static CodeFile Table { get; } = new("Table.cs", """
        using System.Globalization;

        using Trestle.Core.Schema;
        using Trestle.Rows.Blocks;

        namespace Training;

        /// <summary>Rows as the steps take them: numbers as double[], texts as string?[]; NaN and null mean "no value".</summary>
        internal static class Table
        {
            /// <summary>
            /// Reads a CSV file with a header. Columns that <paramref name="types"/> does not name are left out; without it, all are
            /// numbers. Columns whose names begin with __ are always read.
            /// </summary>
            public static RowBlock Read(string file, IReadOnlyDictionary<string, ColumnType>? types = null)
            {
                using var records = Csv.Read(file).GetEnumerator();
                var header = records.MoveNext() ? records.Current : throw new InvalidDataException($"{file} is empty");
                var readers = header.Select(name => new Reader(name ?? "", TypeOf(name ?? "", types))).ToArray();
                var rows = 0;
                for (; records.MoveNext(); rows++)
                {
                    if (records.Current.Length != readers.Length)
                    {
                        throw new InvalidDataException(
                            $"{file}: record {rows + 2} has {records.Current.Length} fields, the header has {readers.Length}");
                    }

                    for (var i = 0; i < readers.Length; i++)
                    {
                        readers[i].Add(records.Current[i]);
                    }
                }

                Reader[] wanted = [.. readers.Where(reader => reader.Type is not null)];
                var missing = types?.Keys.FirstOrDefault(name => wanted.All(reader => reader.Name != name));
                return missing is not null
                    ? throw new InvalidDataException($"{file} has no column '{missing}'")
                    : new RowBlock(new RowSchema(wanted.Select(one => one.Column)), rows, [.. wanted.Select(one => one.Values())]);
            }

            /// <summary>The rows by fold, in blocks of the size that Trestle learns from, so that sums agree to the last bit.</summary>
            public static MemoryRows ByFold(RowBlock rows)
            {
                var folds = rows.Numbers(ReservedColumns.Fold).ToArray();
                var byFold = Enumerable.Range(0, rows.Rows).GroupBy(row => (int)folds[row]);
                return new MemoryRows(rows.Schema, byFold.ToDictionary(fold => fold.Key, Blocks));

                IReadOnlyList<RowBlock> Blocks(IEnumerable<int> fold) => [.. fold.Chunk(RowBlock.Size).Select(own => rows.Take(own))];
            }

            /// <summary>The numbers of a column, one per row.</summary>
            public static ReadOnlySpan<double> Numbers(this RowBlock rows, string name) =>
                rows.Numbers(rows.Schema.Require(name, ColumnKind.Number, "model"));

            private static ColumnType? TypeOf(string name, IReadOnlyDictionary<string, ColumnType>? types) =>
                types is null || ReservedColumns.Contains(name) ? ColumnType.Number : types.TryGetValue(name, out var type) ? type : null;

            /// <summary>Adds the fields of one column.</summary>
            private sealed class Reader(string name, ColumnType? type)
            {
                private const DateTimeStyles InUtc = DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal;

                private readonly List<double> numbers = [];
                private readonly List<string?> texts = [];

                public string Name => name;

                public ColumnType? Type => type;

                public Column Column => new(name, type == ColumnType.Text ? ColumnKind.Text : ColumnKind.Number);

                public void Add(string? field)
                {
                    if (type == ColumnType.Text)
                    {
                        texts.Add(field);
                    }
                    else if (type is not null)
                    {
                        numbers.Add(field is null ? double.NaN : Number(field));
                    }
                }

                public Array Values() => type == ColumnType.Text ? texts.ToArray() : numbers.ToArray();

                private double Number(string field) =>
                    double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
                    : type == ColumnType.Date && DateTime.TryParse(field, CultureInfo.InvariantCulture, InUtc, out var moment)
                        ? (moment - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond
                    : throw new InvalidDataException(
                        $"column '{name}' holds a value that is not a {(type == ColumnType.Date ? "date" : "number")}");
            }
        }
        """);

    /// <summary>Comma-separated text.</summary>
    public static CodeFile Csv { get; } = new("Csv.cs", """
        using System.Text;

        namespace Training;

        /// <summary>Reads and writes comma-separated text. An empty field without quotes means "no value".</summary>
        internal static class Csv
        {
            /// <summary>The records of a file, its header first.</summary>
            public static IEnumerable<string?[]> Read(string file)
            {
                using var reader = new StreamReader(file, Encoding.UTF8);
                var fields = new List<string?>();
                var field = new StringBuilder();
                var (quoted, inside) = (false, false);
                for (var c = reader.Read(); c >= 0; c = reader.Read())
                {
                    if (inside)
                    {
                        if (c != '"')
                        {
                            field.Append((char)c);
                        }
                        else if (reader.Peek() == '"')
                        {
                            field.Append((char)reader.Read());
                        }
                        else
                        {
                            inside = false;
                        }
                    }
                    else if (c == '"' && field.Length == 0)
                    {
                        (quoted, inside) = (true, true);
                    }
                    else if (c == ',')
                    {
                        EndField();
                    }
                    else if (c == '\n')
                    {
                        EndField();
                        yield return [.. fields];
                        fields.Clear();
                    }
                    else if (c != '\r')
                    {
                        field.Append((char)c);
                    }
                }

                if (fields.Count > 0 || field.Length > 0 || quoted)
                {
                    EndField();
                    yield return [.. fields];
                }

                void EndField()
                {
                    fields.Add(field.Length > 0 || quoted ? field.ToString() : null);
                    field.Clear();
                    quoted = false;
                }
            }

            /// <summary>A text as a field.</summary>
            public static string Quoted(string text) =>
                text.AsSpan().IndexOfAny(",\"\r\n") < 0 && text.Length > 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";
        }
        """);

    /// <summary>Rows of numbers.</summary>
    public static CodeFile Features { get; } = new("Features.cs", """
        using Trestle.Rows.Blocks;

        namespace Training;

        /// <summary>What does not depend on the rows.</summary>
        /// <param name="Classes">Number of classes; 0 for regression.</param>
        /// <param name="Rounds">Rounds of learning; null to stop where the validation rows say.</param>
        /// <param name="Seed">Seed of everything random.</param>
        /// <param name="Threads">Threads to use.</param>
        internal sealed record Options(int Classes, int? Rounds, int Seed, int Threads);

        /// <summary>What a model learns from: numbers only, and the labels.</summary>
        /// <param name="Names">Names of the features.</param>
        /// <param name="Categories">Positions of the features that are codes of categories.</param>
        /// <param name="Matrix">The numbers, row by row.</param>
        /// <param name="Labels">One label per row.</param>
        /// <param name="Weights">How much each row counts; null where all count the same.</param>
        internal sealed record Features(string[] Names, int[] Categories, double[] Matrix, double[] Labels, double[]? Weights)
        {
            /// <summary>Number of rows.</summary>
            public int Rows => Labels.Length;

            /// <summary>Number of features.</summary>
            public int Count => Names.Length;

            /// <summary>All columns as features, except those whose names begin with __.</summary>
            public static Features Of(RowBlock rows, IReadOnlyCollection<string> categories)
            {
                string[] names = [.. rows.Schema.Columns.Select(column => column.Name).Where(name => !ReservedColumns.Contains(name))];
                var matrix = new double[(long)rows.Rows * names.Length];
                for (var feature = 0; feature < names.Length; feature++)
                {
                    var values = rows.Numbers(names[feature]);
                    for (var row = 0; row < values.Length; row++)
                    {
                        matrix[((long)row * names.Length) + feature] = values[row];
                    }
                }

                int[] codes = [.. Enumerable.Range(0, names.Length).Where(feature => categories.Contains(names[feature]))];
                var weights = rows.Schema.Find(ReservedColumns.Weight);
                return new Features(
                    names, codes, matrix, rows.Numbers(ReservedColumns.Label).ToArray(),
                    weights < 0 ? null : rows.Numbers(weights).ToArray());
            }

            /// <summary>How much all rows count together.</summary>
            public double Total => Weights?.Sum() ?? Rows;

            /// <summary>How much a row counts.</summary>
            public double Weight(int row) => Weights is { } own ? own[row] : 1;

            /// <summary>
            /// The rows that count something, as they are learned from: by their weights times those of their classes, 1 on average.
            /// </summary>
            public Features Learned(double[]? classes)
            {
                if (Weights is null && classes is null)
                {
                    return this;
                }

                int[] kept = [.. Enumerable.Range(0, Rows).Where(row => Weight(row) != 0)];
                double[] weights = [.. kept.Select(row => Weight(row) * (classes?[(int)Labels[row]] ?? 1))];
                var mean = weights.Average();
                return this with
                {
                    Matrix = [.. kept.SelectMany(row => Row(row).ToArray())],
                    Labels = [.. kept.Select(row => Labels[row])],
                    Weights = Array.ConvertAll(weights, weight => weight / mean),
                };
            }

            /// <summary>The numbers of one row.</summary>
            public ReadOnlySpan<double> Row(int row) => Matrix.AsSpan(row * Count, Count);
        }
        """);
}
