namespace Trestle.Stages.WriteCode.Program;

/// <summary>Files that are the same in every program.</summary>
internal static class CommonFiles
{
    /// <summary>Where it begins.</summary>
    public static CodeFile Program { get; } = new("Program.cs", """
        using System.Globalization;

        using Training;

        if (args is ["fit", .. var options])
        {
            Fit.Run(options);
            return;
        }

        // Learn from the training part, then predict the test part, which nothing was learned from.
        var (train, test) = Prepare.Run(Table.Read("data/train.csv", Data.Columns), Table.Read("data/test.csv", Data.Columns));
        using var model = Model.Train(
            Features.Of(train, Prepare.Categories),
            null,
            new Options(Data.Classes.Length, Model.BestRounds, Data.Seed, Environment.ProcessorCount));
        var scores = model.Score(Features.Of(test, Prepare.Categories));

        WritePredictions("predictions.csv");
        WriteMetrics("metrics.csv");

        void WritePredictions(string file)
        {
            var outputs = scores.Length / test.Rows;
            using var writer = new StreamWriter(file) { NewLine = "\n" };
            writer.WriteLine(string.Join(',', ["row", "label", "prediction", .. Data.Classes.Select(name => Csv.Quoted($"probability.{name}"))]));
            for (var row = 0; row < test.Rows; row++)
            {
                var own = scores.AsSpan(row * outputs, outputs);
                writer.WriteLine(string.Join(',', [Text(test.RowNumbers[row]), Csv.Quoted(Data.Label(test.Labels[row])), Csv.Quoted(Data.Prediction(own)), .. Data.Probabilities(own).Select(Text)]));
            }

            Console.WriteLine($"{test.Rows} rows of the test part predicted into {file}");
        }

        void WriteMetrics(string file)
        {
            var figures = Metrics.Of(test.Labels, scores);
            File.WriteAllLines(file, figures.Select(figure => $"{figure.Name},{Text(figure.Value)}").Prepend("metric,value"));
            foreach (var (name, value) in figures)
            {
                Console.WriteLine($"{name,-18} {value:0.000000}");
            }
        }

        static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
        """);

    /// <summary>The mode in which it competes as a candidate.</summary>
    public static CodeFile Fit { get; } = new("Fit.cs", """
        using System.Globalization;
        using System.Text.Json;

        namespace Training;

        /// <summary>
        /// How Trestle runs this program when it competes as a candidate: features that are prepared already go in, a model goes out.
        /// <code>fit --train FILE [--valid FILE] [--category NAME]... --classes N [--rounds N] --seed N --threads N --model FILE --result FILE</code>
        /// The files are CSV: __label and the features. With validation rows and no rounds, learning stops where they say.
        /// </summary>
        internal static class Fit
        {
            public static void Run(IReadOnlyList<string> args)
            {
                var given = args.Chunk(2).ToLookup(pair => pair[0], pair => pair.Length == 2 ? pair[1] : throw new ArgumentException($"{pair[0]} has no value"));
                string[] categories = [.. given["--category"]];
                var train = Features.Of(Table.Read(One("--train")), categories);
                var valid = given.Contains("--valid") ? Features.Of(Table.Read(One("--valid")), categories) : null;
                int? rounds = given.Contains("--rounds") ? Number("--rounds") : null;
                using var model = Model.Train(train, valid, new Options(Number("--classes"), rounds, Number("--seed"), Number("--threads")));
                model.Save(One("--model"));
                File.WriteAllText(One("--result"), JsonSerializer.Serialize(new Dictionary<string, int> { ["rounds"] = model.Rounds }));

                string One(string name) => given[name].LastOrDefault() ?? throw new ArgumentException($"{name} is missing");
                int Number(string name) => int.Parse(One(name), CultureInfo.InvariantCulture);
            }
        }
        """);

    /// <summary>Rows, column by column.</summary>
    public static CodeFile Table { get; } = new("Table.cs", """
        using System.Globalization;

        namespace Training;

        /// <summary>What a column of the data holds.</summary>
        internal enum ColumnKind
        {
            Number,
            Text,

            /// <summary>A moment; held as microseconds since 1970.</summary>
            Date,
        }

        /// <summary>Rows, column by column: numbers as double[] (NaN is "no value"), texts as string?[] (null is "no value").</summary>
        internal sealed class Table
        {
            private readonly List<(string Name, Array Values)> columns;

            private Table(double[] numbers, int[] folds, double[] labels, List<(string Name, Array Values)> columns)
            {
                RowNumbers = numbers;
                Folds = folds;
                Labels = labels;
                this.columns = columns;
            }

            /// <summary>Number of rows.</summary>
            public int Rows => Labels.Length;

            /// <summary>Number of each row in the source.</summary>
            public double[] RowNumbers { get; }

            /// <summary>The fold of each row; -1 for the test part.</summary>
            public int[] Folds { get; }

            /// <summary>What is to be predicted: the number of the class, or the value.</summary>
            public double[] Labels { get; }

            /// <summary>Names of the columns, in order.</summary>
            public IReadOnlyList<string> Names => [.. columns.Select(column => column.Name)];

            /// <summary>Reads a CSV file with a header. Columns that <paramref name="kinds"/> does not name are left out; all are numbers without it.</summary>
            public static Table Read(string file, IReadOnlyDictionary<string, ColumnKind>? kinds = null)
            {
                using var records = Csv.Read(file).GetEnumerator();
                var header = records.MoveNext() ? records.Current : throw new InvalidDataException($"{file} is empty");
                var readers = header.Select(name => new Reader(name ?? "", KindOf(name ?? "", kinds))).ToArray();
                for (var line = 2; records.MoveNext(); line++)
                {
                    if (records.Current.Length != readers.Length)
                    {
                        throw new InvalidDataException($"{file}: record {line} has {records.Current.Length} fields, the header has {readers.Length}");
                    }

                    for (var i = 0; i < readers.Length; i++)
                    {
                        readers[i].Add(records.Current[i]);
                    }
                }

                var labels = Reserved("__label") ?? throw new InvalidDataException($"{file} has no column __label");
                var missing = kinds?.Keys.FirstOrDefault(name => readers.All(reader => reader.Name != name));
                return missing is not null
                    ? throw new InvalidDataException($"{file} has no column '{missing}'")
                    : new Table(
                        Reserved("__row") ?? new double[labels.Length],
                        Array.ConvertAll(Reserved("__fold") ?? new double[labels.Length], fold => (int)fold),
                        labels,
                        [.. readers.Where(reader => reader.Kind is not null && !IsReserved(reader.Name)).Select(reader => (reader.Name, reader.Values()))]);

                double[]? Reserved(string name) => (double[]?)readers.FirstOrDefault(reader => reader.Name == name)?.Values();
            }

            /// <summary>Whether a column holds texts.</summary>
            public bool IsText(string name) => Values(name) is string?[];

            /// <summary>The numbers of a column, one a row.</summary>
            public double[] Numbers(string name) => Values(name) as double[] ?? throw new InvalidOperationException($"column '{name}' holds texts");

            /// <summary>The texts of a column, one a row.</summary>
            public string?[] Texts(string name) => Values(name) as string?[] ?? throw new InvalidOperationException($"column '{name}' holds numbers");

            /// <summary>The values of a column.</summary>
            public Array Values(string name) => Find(name) is >= 0 and var position ? columns[position].Values : throw new InvalidOperationException($"there is no column '{name}'");

            /// <summary>The table with new values for a column, or with a new column at the end.</summary>
            public Table With(string name, Array values)
            {
                var changed = columns.ToList();
                if (Find(name) is >= 0 and var position)
                {
                    changed[position] = (name, values);
                }
                else
                {
                    changed.Add((name, values));
                }

                return new Table(RowNumbers, Folds, Labels, changed);
            }

            /// <summary>The table without some columns.</summary>
            public Table Without(params IEnumerable<string> names)
            {
                var dropped = names.ToHashSet(StringComparer.Ordinal);
                return new Table(RowNumbers, Folds, Labels, [.. columns.Where(column => !dropped.Contains(column.Name))]);
            }

            private static bool IsReserved(string name) => name is "__row" or "__fold" or "__label";

            private static ColumnKind? KindOf(string name, IReadOnlyDictionary<string, ColumnKind>? kinds) =>
                kinds is null || IsReserved(name) ? ColumnKind.Number : kinds.TryGetValue(name, out var kind) ? kind : null;

            private int Find(string name) => columns.FindIndex(column => column.Name == name);

            /// <summary>Takes in the fields of one column.</summary>
            private sealed class Reader(string name, ColumnKind? kind)
            {
                private readonly List<double> numbers = [];
                private readonly List<string?> texts = [];

                public string Name => name;

                public ColumnKind? Kind => kind;

                public void Add(string? field)
                {
                    if (kind == ColumnKind.Text)
                    {
                        texts.Add(field);
                    }
                    else if (kind is not null)
                    {
                        numbers.Add(field is null ? double.NaN : Number(field));
                    }
                }

                public Array Values() => kind == ColumnKind.Text ? texts.ToArray() : numbers.ToArray();

                private double Number(string field) =>
                    double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
                    : kind == ColumnKind.Date && DateTime.TryParse(field, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var moment)
                        ? (moment - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond
                    : throw new InvalidDataException($"column '{name}' holds something that is not a {(kind == ColumnKind.Date ? "date" : "number")}");
            }
        }
        """);

    /// <summary>Comma-separated text.</summary>
    public static CodeFile Csv { get; } = new("Csv.cs", """
        using System.Text;

        namespace Training;

        /// <summary>Reads and writes comma-separated text. A field that is empty without quotes is "no value".</summary>
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
            public static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 && text.Length > 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";
        }
        """);

    /// <summary>Rows of numbers.</summary>
    public static CodeFile Features { get; } = new("Features.cs", """
        namespace Training;

        /// <summary>What does not depend on the rows.</summary>
        /// <param name="Classes">Number of classes; 0 for regression.</param>
        /// <param name="Rounds">Rounds of learning; null to stop where the validation rows say.</param>
        /// <param name="Seed">For everything random.</param>
        /// <param name="Threads">Threads to use.</param>
        internal sealed record Options(int Classes, int? Rounds, int Seed, int Threads);

        /// <summary>What a model learns from: numbers only, and the labels.</summary>
        /// <param name="Names">Names of the features.</param>
        /// <param name="Categories">Positions of the features that are codes of categories.</param>
        /// <param name="Matrix">The numbers, row by row.</param>
        /// <param name="Labels">One label a row.</param>
        internal sealed record Features(string[] Names, int[] Categories, double[] Matrix, double[] Labels)
        {
            /// <summary>Number of rows.</summary>
            public int Rows => Labels.Length;

            /// <summary>Number of features.</summary>
            public int Count => Names.Length;

            /// <summary>All columns of a table as features.</summary>
            public static Features Of(Table table, IReadOnlyCollection<string> categories)
            {
                string[] names = [.. table.Names];
                var matrix = new double[(long)table.Rows * names.Length];
                for (var feature = 0; feature < names.Length; feature++)
                {
                    var values = table.Numbers(names[feature]);
                    for (var row = 0; row < values.Length; row++)
                    {
                        matrix[((long)row * names.Length) + feature] = values[row];
                    }
                }

                return new Features(names, [.. Enumerable.Range(0, names.Length).Where(feature => categories.Contains(names[feature]))], matrix, table.Labels);
            }

            /// <summary>The numbers of one row.</summary>
            public ReadOnlySpan<double> Row(int row) => Matrix.AsSpan(row * Count, Count);
        }
        """);
}
